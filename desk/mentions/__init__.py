"""Mentions: a colleague named in a note gets it in the bell, or by mail when not signed in."""
