"""Days on which the offices differ from the public calendar."""
