"""What citizens asked and did not find, and what staff make of it."""
