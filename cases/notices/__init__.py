"""Telling a citizen what became of a case: by which way, in which words, exactly once."""
