"""Talks with a person that are over, and the files that were sent in talks."""
