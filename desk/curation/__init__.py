"""Editing, reviewing and publishing what citizens read."""
