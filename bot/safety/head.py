"""How much a text is like one of danger: multinomial logistic regression on meaning and spelling.

The features are the encoder's vector and hashed n-grams of characters, so that a sentence counts that nobody
wrote down, and a word that the encoder does not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from bot.safety.examples import KINDS
from bot.safety.hashed_ngrams import BUCKETS, hashed
from bot.safety.normal import normal
from retrieval.encoder.base import Vectors

FILE = Path(__file__).parent / "data" / "head.npz"
# Chosen by leaving authors out (docs/dialogue.md); flat around here.
WEIGHT = 3.0
PENALTY = 0.1
ORDINARY_WEIGHT = 0.2
Floats = NDArray[np.float32]


def _grams(texts: Sequence[str]) -> csr_matrix:
    rows = [hashed(normal(text)) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return csr_matrix((values, places, starts), shape=(len(texts), BUCKETS))


def features(texts: Sequence[str], vectors: Vectors) -> csr_matrix:
    """A row a text, shape (texts, dimension + BUCKETS); ``vectors`` has shape (texts, dimension)."""
    return hstack([csr_matrix(WEIGHT * vectors), WEIGHT * _grams(texts)]).tocsr()


@dataclass(frozen=True, slots=True)
class SafetyHead:
    """``weights`` has shape (kinds, features), ``bias`` (kinds,); the kinds are `KINDS`, 0 is no danger."""

    weights: Floats
    bias: Floats
    _by_bucket: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A bucket in a row, so that the few of a text are read and no others.
        by_bucket = np.ascontiguousarray(self.weights[:, self.dimension :].T)
        object.__setattr__(self, "_by_bucket", by_bucket)

    @property
    def dimension(self) -> int:
        """Length of the encoder's vectors that it was learned with."""
        return int(self.weights.shape[1]) - BUCKETS

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Floats:
        """The probability of each of `KINDS`, shape (texts, kinds)."""
        spelt = [values @ self._by_bucket[places] for places, values in map(hashed, map(normal, texts))]
        meant = vectors @ self.weights[:, : self.dimension].T
        scores = WEIGHT * (meant + np.stack(spelt)) + self.bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)

    def save(self, file: Path = FILE) -> None:
        """Write it beside the data."""
        np.savez_compressed(file, weights=self.weights.astype(np.float16), bias=self.bias)

    @classmethod
    def load(cls, file: Path = FILE) -> "SafetyHead":
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as data:
            return cls(data["weights"].astype(np.float32), data["bias"])


def fit(
    texts: Sequence[str], kinds: Sequence[str], vectors: Vectors, ordinary: Sequence[str], beside: Vectors
) -> SafetyHead:
    """Learn from examples with their kinds, and from ``ordinary`` questions with the vectors ``beside``."""
    from sklearn.linear_model import LogisticRegression  # 65 MB, for learning only

    rows = vstack([features(texts, vectors), features(ordinary, beside)])
    labels = [KINDS.index(kind) for kind in kinds] + [0] * len(ordinary)
    weights = [1.0] * len(texts) + [ORDINARY_WEIGHT] * len(ordinary)
    learned = LogisticRegression(C=1 / PENALTY, max_iter=400).fit(rows, labels, sample_weight=weights)
    return SafetyHead(learned.coef_.astype(np.float32), learned.intercept_.astype(np.float32))
