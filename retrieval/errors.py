"""What can go wrong between a question and the index."""


class RetrievalError(Exception):
    """Base of all errors of this room."""


class EncoderMismatch(RetrievalError):
    """A converted or exported model does not agree with its original; nothing was installed."""


class NoGeneration(RetrievalError):
    """There is no index yet: run ``labordesk build``."""


class BadQueryFile(RetrievalError):
    """An evaluation file is not of the form ``query,id[,alt_ids]``."""
