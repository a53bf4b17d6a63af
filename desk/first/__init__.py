"""The first hour of an installation: what is still to set up, read from the real state."""
