"""What can go wrong between a question and the index."""


class RetrievalError(Exception):
    """Base of all errors of this room."""


class EncoderMismatch(RetrievalError):
    """Two encoders that should be one do not agree: a bad conversion, or an index of another model."""


class NoGeneration(RetrievalError):
    """There is no index yet: run ``labordesk build``."""


class BadQueryFile(RetrievalError):
    """An evaluation file is not of its form; the message names file, line and what was expected."""


class PeerFailed(RetrievalError):
    """The system that we compare with could not be trained or asked."""
