"""How much a text is like one of danger: multinomial logistic regression on meaning and spelling.

The features are the encoder's vector and hashed n-grams of characters (Weinberger et al. 2009), so that a
sentence counts that nobody wrote down, and a word that the encoder does not know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils import murmurhash3_32

from bot.safety.examples import KINDS
from bot.safety.normal import normal
from retrieval.encoder.base import Vectors

FILE = Path(__file__).parent / "data" / "head.npz"
# Chosen by leaving authors out (docs/dialogue.md); flat around here.
WEIGHT = 3.0
PENALTY = 0.1
BUCKETS = 2**14
ORDINARY_WEIGHT = 0.2
Floats = NDArray[np.float32]


@cache
def _hashing() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(1, 4),
        n_features=BUCKETS,
        norm="l2",
        alternate_sign=False,
        lowercase=False,
    )


def _grams(texts: Sequence[str]) -> csr_matrix:
    return _hashing().transform(map(normal, texts))


def features(texts: Sequence[str], vectors: Vectors) -> csr_matrix:
    """A row a text, shape (texts, dimension + BUCKETS); ``vectors`` has shape (texts, dimension)."""
    return hstack([csr_matrix(WEIGHT * vectors), WEIGHT * _grams(texts)]).tocsr()


@cache
def _analyzer() -> Callable[[str], list[str]]:
    analyzer: Callable[[str], list[str]] = _hashing().build_analyzer()
    return analyzer


def _buckets(text: str) -> tuple[NDArray[np.int64], Floats]:
    """The row of `_grams` for one text, as places and values, in a tenth of the time."""
    hashes = [abs(murmurhash3_32(gram)) % BUCKETS for gram in _analyzer()(normal(text))]
    places, counts = np.unique(np.array(hashes, dtype=np.int64), return_counts=True)
    return places, np.asarray(counts / max(float(np.linalg.norm(counts)), 1.0), dtype=np.float32)


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
        spelt = [values @ self._by_bucket[places] for places, values in map(_buckets, texts)]
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
    rows = vstack([features(texts, vectors), features(ordinary, beside)])
    labels = [KINDS.index(kind) for kind in kinds] + [0] * len(ordinary)
    weights = [1.0] * len(texts) + [ORDINARY_WEIGHT] * len(ordinary)
    learned = LogisticRegression(C=1 / PENALTY, max_iter=400).fit(rows, labels, sample_weight=weights)
    return SafetyHead(learned.coef_.astype(np.float32), learned.intercept_.astype(np.float32))
