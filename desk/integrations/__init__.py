"""Other systems: keys with which they ask us, addresses where we tell them, and what they may ask."""
