"""What the words of a message alone tell: its acts, the point asked, whether it goes on with a topic.

Kernel ridge regression as in `retrieval.classifier`: messages are alike by what they mean (an exponential
of the cosine) and by their n-grams, with the Chinese words of the glossary for the other languages, so that
the same examples serve six languages. One kernel, three heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve
from scipy.sparse import csr_array

from retrieval.classifier.quantization import Bytes, EightBits
from retrieval.encoder.base import Vectors
from retrieval.index.lexical import ngrams, weighted_rows

Floats = NDArray[np.float32]
BUCKETS = 1 << 14
# Chosen by leaving authors out (docs/dialogue.md); flat around here.
SHARPNESS, GRAMS, SHRINKAGE = 5.5, 0.2, 0.1


class Name(StrEnum):
    """The heads."""

    ACTS = "acts"
    POINTS = "points"
    FOLLOWS = "follows"


def gram_matrix(texts: Sequence[str]) -> csr_array:
    """The n-grams of each text by bucket, rows of length 1, shape (texts, BUCKETS)."""
    rows = [sorted({crc32(gram.encode()) % BUCKETS for gram in ngrams(text)}) for text in texts]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    values = np.repeat([max(len(row), 1) ** -0.5 for row in rows], np.diff(starts)).astype(np.float32)
    return csr_array((values, columns, starts), shape=(len(texts), BUCKETS))


def by_gram(grams: csr_array) -> csr_array:
    """The same n-grams with the texts of each bucket in a row, shape (BUCKETS, texts)."""
    return grams.T.tocsr()


def likeness(some: Vectors, grams: csr_array, others: Vectors, others_by_gram: csr_array) -> Floats:
    """How alike messages are, shape (some, others); the n-grams of the others are those of `by_gram`."""
    return _meaning(some @ others.T) + GRAMS * _shared(grams, others_by_gram)


def _meaning(cosines: Floats) -> Floats:
    return np.asarray(np.exp(SHARPNESS * (cosines - 1)), dtype=np.float32)


def _shared(grams: csr_array, others_by_gram: csr_array) -> Floats:
    """The cosine of the n-grams, shape (some, others)."""
    return np.asarray((grams @ others_by_gram).toarray(), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Head:
    """``rows`` of the examples that it learned from, a weight of each for each label, and the mean."""

    labels: tuple[str, ...]
    rows: NDArray[np.int64]
    weights: Floats
    mean: Floats

    @classmethod
    def fit(cls, kernel: Floats, rows: NDArray[np.int64], labels: tuple[str, ...], target: Floats) -> "Head":
        """Learn ``target`` of shape (rows, labels) from the likeness of all examples."""
        mean = target.mean(axis=0)
        factor = _factor(kernel, rows)
        weights = cho_solve(factor, target - mean, check_finite=False)
        return cls(labels, rows, np.asarray(weights, dtype=np.float32), np.asarray(mean, dtype=np.float32))

    def scores(self, kernel: Floats) -> Floats:
        """Scores of messages from their likeness to all examples, shape (messages, labels); about 0..1."""
        return np.asarray(kernel[:, self.rows] @ self.weights + self.mean, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A head, and what it would be without some of its examples, at no further fit.

    ``inverse`` is that of the likeness of the examples with the shrinkage; taking rows out of a ridge
    regression is exact (Cook & Weisberg 1982, Residuals and Influence in Regression, 2.2). The mean stays.
    """

    whole: Head
    inverse: Floats

    @classmethod
    def fit(
        cls, kernel: Floats, rows: NDArray[np.int64], labels: tuple[str, ...], target: Floats
    ) -> "LeftOut":
        """As `Head.fit`."""
        unit = np.eye(len(rows), dtype=np.float32)
        inverse = cho_solve(_factor(kernel, rows), unit, overwrite_b=True, check_finite=False)
        mean = target.mean(axis=0)
        return cls(Head(labels, rows, np.asarray(inverse @ (target - mean)), mean), inverse)

    def head(self, without: NDArray[np.bool_]) -> Head:
        """The head without the examples that are told, of shape (rows,)."""
        out = np.flatnonzero(without)
        weights = self.whole.weights.copy()
        if len(out):
            block = self.inverse[np.ix_(out, out)]
            weights -= self.inverse[:, out] @ solve(block, weights[out], assume_a="pos", check_finite=False)
            weights[out] = 0.0
        return replace(self.whole, weights=weights)


def _factor(kernel: Floats, rows: NDArray[np.int64]) -> tuple[Floats, bool]:
    """The Cholesky factor of the likeness of ``rows`` with the shrinkage."""
    system = kernel[np.ix_(rows, rows)]
    system[np.diag_indices(len(rows))] += SHRINKAGE
    factor: tuple[Floats, bool] = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    return factor


@dataclass(frozen=True, slots=True)
class Heads:
    """The examples with the heads that learned from them; their vectors are ``rounded`` times ``step``."""

    rounded: Bytes
    step: np.float32
    grams: csr_array
    heads: dict[Name, Head]
    _by_gram: csr_array = field(init=False, repr=False, compare=False)
    _vectors: EightBits = field(init=False, repr=False, compare=False)
    _weights: Floats = field(init=False, repr=False, compare=False)
    _means: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Turned, rounded and put side by side once, not for each message.
        object.__setattr__(self, "_by_gram", by_gram(self.grams))
        vectors = np.asarray(self.rounded * self.step, dtype=np.float32)
        object.__setattr__(self, "_vectors", EightBits(vectors))
        object.__setattr__(self, "_weights", np.asfortranarray(self._side_by_side()))
        object.__setattr__(self, "_means", np.concatenate([head.mean for head in self.heads.values()]))

    @classmethod
    def of(cls, vectors: Vectors, grams: csr_array, heads: dict[Name, Head]) -> "Heads":
        """Keep ``vectors``, shape (examples, dimension), in eight bits: likeness does not need more."""
        step = np.float32(np.abs(vectors).max() / 127)
        return cls(np.round(vectors / step).astype(np.int8), step, grams, heads)

    def _side_by_side(self) -> Floats:
        """The weights of all heads, shape (examples, labels of all); 0 for what a head did not learn from."""
        weights = np.zeros((len(self.rounded), sum(len(h.labels) for h in self.heads.values())), np.float32)
        start = 0
        for head in self.heads.values():
            weights[head.rows, start : start + len(head.labels)] = head.weights
            start += len(head.labels)
        return weights

    def read(self, vector: Floats, text: str) -> dict[Name, dict[str, float]]:
        """The scores of each head for one message with its vector, shape (dimension,)."""
        grams = gram_matrix([text])
        shared = weighted_rows(self._by_gram, grams.indices, grams.data)
        kernel = _meaning(self._vectors.products(vector)) + GRAMS * shared
        scores = iter((kernel @ self._weights + self._means).tolist())
        return {name: dict(zip(head.labels, scores, strict=False)) for name, head in self.heads.items()}
