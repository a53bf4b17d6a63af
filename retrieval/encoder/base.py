"""The protocol that every encoder keeps."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def none_tuned(texts: Sequence[str]) -> Vectors:
    """What an encoder gives that was not tuned on conversations: see `Encoder.messages`."""
    return np.empty((len(texts), 0), dtype=np.float32)


class Encoder(Protocol):
    """Unit vectors for questions and for passages; ``fingerprint`` changes with the model."""

    fingerprint: str
    dimension: int

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (len(texts), dimension), L2 norm 1."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of answer texts, shape (len(texts), dimension), L2 norm 1."""
        ...

    def messages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of messages amid a conversation, by an encoder tuned on conversations, L2 norm 1; shape
        (len(texts), 0) where there is none."""
        ...
