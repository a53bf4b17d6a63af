"""What cannot be read as a photo."""


class UnreadablePhoto(ValueError):
    """A file that begins like a photo and does not go on like one."""
