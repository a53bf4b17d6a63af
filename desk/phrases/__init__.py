"""Phrases: texts that staff use again, their own and those of the bureau, in replies and letters."""
