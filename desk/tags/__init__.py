"""The page of the tags, and the tags of conversations."""
