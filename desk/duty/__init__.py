"""The duty log of the counter's shifts, and the roster of who serves when."""
