"""The bell: what waits for the person who is signed in, on every page."""
