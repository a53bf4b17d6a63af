"""The classifier that learns which label a question belongs to when a generation is built."""
