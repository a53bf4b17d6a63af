"""Backup and restore: everything that a machine needs to answer as before, in one file."""
