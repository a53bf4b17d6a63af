"""A classifier that learns when a generation is built: which label a question-like text belongs to.

Kernel ridge regression, one label against the rest (Rifkin & Klautau 2004): two texts are alike by what
they mean (an exponential of their cosine) and by their words (the cosine of their n-grams). What a
text would score if it had not been learned has a closed form (Rifkin & Lippert 2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import spotri

from retrieval.encoder.base import Vectors
from retrieval.lexical import WordVectors
from retrieval.threads import all_threads

Floats = NDArray[np.float32]
# Chosen by the left-out texts of the FAQ itself (docs/retrieval.md); all three are flat around here.
SHARPNESS = 2.3
WORDS = 0.3
SHRINKAGE = 0.15
# Learning takes questions² x 4 bytes and questions³ steps: beyond this the nearest text has to do.
MOST_QUESTIONS = 15_000
_BLOCK = 512


def sharpness_of(vectors: Vectors) -> float:
    """How fast likeness falls with the cosine: by the mean distance of all pairs, whatever the encoder."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    return SHARPNESS / max(1.0 - float(mean @ mean), 1e-3)


@dataclass(frozen=True, slots=True)
class Classifier:
    """``weights`` has shape (questions, labels); ``sharpness`` is that of `sharpness_of`."""

    weights: Floats
    sharpness: float

    @classmethod
    @all_threads()
    def fit(
        cls, vectors: Vectors, words: WordVectors, owners: NDArray[np.int64], labels: int
    ) -> "Classifier":
        """Learn from question vectors, shape (questions, dimension), and their label positions."""
        factor, target, balance, sharpness = _system(vectors, words, owners, labels)
        weights = cho_solve((factor, True), target, overwrite_b=True, check_finite=False)
        return cls(weights * balance[:, None], sharpness)

    @staticmethod
    @all_threads()
    def left_out(
        vectors: Vectors,
        words: WordVectors,
        owners: NDArray[np.int64],
        labels: int,
        groups: Sequence[NDArray[np.int64]] = (),
    ) -> Floats:
        """The scores that each text gets when it is left out itself, shape (questions, labels).

        The rows of one of ``groups`` (ascending) are left out together.
        """
        factor, target, balance, _ = _system(vectors, words, owners, labels)
        weights = cho_solve((factor, True), target, check_finite=False)
        inverse, _ = spotri(factor, lower=1, overwrite_c=1)
        residual = weights / np.diag(inverse)[:, None]
        for rows in groups:
            lower = np.tril(inverse[np.ix_(rows, rows)])
            residual[rows] = np.linalg.solve(lower + np.tril(lower, -1).T, weights[rows])
        return np.asarray((target - residual) / balance[:, None], dtype=np.float32)

    @staticmethod
    @all_threads()
    def left_out_rows(
        vectors: Vectors,
        words: WordVectors,
        owners: NDArray[np.int64],
        labels: int,
        rows: NDArray[np.int64],
    ) -> Floats:
        """As `left_out` for ``rows`` alone, in a fraction of the time; the scores of all others are 0."""
        if not len(rows):
            return np.zeros((len(owners), labels), dtype=np.float32)
        factor, target, balance, _ = _system(vectors, words, owners, labels)
        weights = cho_solve((factor, True), target, check_finite=False)
        units = np.zeros((len(owners), len(rows)), dtype=np.float32)
        units[rows, np.arange(len(rows))] = 1.0
        inverse = cho_solve((factor, True), units, overwrite_b=True, check_finite=False)
        leverage = inverse[rows, np.arange(len(rows))][:, None]
        scores = np.zeros_like(target)
        scores[rows] = (target[rows] - weights[rows] / leverage) / balance[rows, None]
        return scores

    def scores(self, cosine: Floats, words: Floats) -> Floats:
        """Score per label of one query from its cosines with the questions, shape (labels,)."""
        likeness = np.exp(self.sharpness * (cosine - 1)) + WORDS * words
        return np.asarray(likeness @ self.weights, dtype=np.float32)


def _system(
    vectors: Vectors, words: WordVectors, owners: NDArray[np.int64], labels: int
) -> tuple[Floats, Floats, Floats, float]:
    """What `factored` gives for the likeness of these texts, and the sharpness."""
    count, sharpness = len(owners), sharpness_of(vectors)
    likeness = np.empty((count, count), dtype=np.float32)
    for start in range(0, count, _BLOCK):
        part = slice(start, start + _BLOCK)
        likeness[part] = alike(vectors[part], vectors, sharpness) + WORDS * words.among(part)
    return *factored(likeness, owners, labels), sharpness


def alike(some: Vectors, others: Vectors, sharpness: float) -> Floats:
    """How alike texts are by what they mean, shape (some, others)."""
    return np.asarray(np.exp(np.float32(sharpness) * (some @ others.T - 1)), dtype=np.float32)


def factored(likeness: Floats, owners: NDArray[np.int64], labels: int) -> tuple[Floats, Floats, Floats]:
    """Cholesky factor of the balanced, shrunk kernel matrix; target; weight of each text.

    ``likeness`` of the learned texts, shape (texts, texts), is used up.
    """
    count = len(owners)
    texts_of = np.maximum(np.bincount(owners, minlength=labels), 1)
    balance = np.sqrt(count / (labels * texts_of))[owners].astype(np.float32)
    likeness *= balance[:, None]
    likeness *= balance
    likeness[np.diag_indices(count)] += SHRINKAGE
    target = np.zeros((count, labels), dtype=np.float32)
    target[np.arange(count), owners] = balance
    factor, _ = cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
    return factor, target, balance
