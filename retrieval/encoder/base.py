"""The protocol that every encoder keeps."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


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
