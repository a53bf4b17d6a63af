"""Live conversations: who waits, who is served, and what staff say in them."""
