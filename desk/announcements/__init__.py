"""Telling the followers of a topic something."""
