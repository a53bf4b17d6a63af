"""Two encoders as one: their vectors side by side, so that one index and one cosine hold both votes."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from retrieval.encoder.base import Encoder, Vectors


class JointEncoder:
    """The cosine of two joint vectors is ``share`` times the first encoder's plus the rest the second's.

    An e5 cosine spreads over a few hundredths, that of another encoder over many tenths: ``share``, in
    0..1, brings both votes to one weight.
    """

    def __init__(self, first: Encoder, second: Encoder, share: float) -> None:
        self._first, self._second = first, second
        self._scales = np.sqrt([share, 1 - share]).astype(np.float32)
        # Both compute outside the interpreter lock: whoever asks waits for the slower one, not for both.
        self._beside = ThreadPoolExecutor(1, "second-encoder")
        self.dimension = first.dimension + second.dimension
        parts = f"{first.fingerprint} {second.fingerprint} {share}"
        self.fingerprint = hashlib.sha256(parts.encode()).hexdigest()[:16]

    def _join(self, first: Vectors, second: Vectors) -> Vectors:
        return np.concatenate([self._scales[0] * first, self._scales[1] * second], axis=1)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        second = self._beside.submit(self._second.queries, texts)
        return self._join(self._first.queries(texts), second.result())

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.passages`."""
        second = self._beside.submit(self._second.passages, texts)
        return self._join(self._first.passages(texts), second.result())

    def messages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.messages`."""
        return self._first.messages(texts)
