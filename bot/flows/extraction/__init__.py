"""What a message tells that a form asks for, read out of free words (pure): proposals, never answers."""
