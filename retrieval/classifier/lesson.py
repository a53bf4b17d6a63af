"""What the classifier learns from: question-like texts, whose they are, and how alike they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.classifier.kernel_ridge import Factored
from retrieval.encoder.base import Vectors
from retrieval.index.documents import Document
from retrieval.index.lexical import WordVectors
from retrieval.ranking.features import Layout

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
# Chosen by the left-out texts of the FAQ itself (docs/retrieval.md); all three are flat around here.
SHARPNESS = 2.3
WORDS = 0.3
SHRINKAGE = 0.15
_BLOCK = 512


def sharpness_of(vectors: Vectors) -> float:
    """How fast likeness falls with the cosine: by the mean distance of all pairs, whatever the encoder.

    Rounded, so that one text more or less does not move how alike all others are.
    """
    mean = vectors.mean(axis=0, dtype=np.float64)
    return float(f"{SHARPNESS / max(1.0 - float(mean @ mean), 1e-3):.3g}")


def alike(some: Vectors, others: Vectors, sharpness: float) -> Floats:
    """How alike texts are by what they mean, shape (some, others)."""
    found = some @ others.T
    found -= 1
    found *= np.float32(sharpness)
    return np.asarray(np.exp(found, out=found), dtype=np.float32)


def shrinkage(owners: Rows, usual: float) -> Floats:
    """What stands beside each text's likeness with itself: more for a label of more than ``usual`` texts."""
    return (SHRINKAGE / usual * np.bincount(owners)[owners]).astype(np.float32)


def target(owners: Rows, labels: int) -> Floats:
    """1 where a text is of a label, shape (texts, labels)."""
    found = np.zeros((len(owners), labels), dtype=np.float32)
    found[np.arange(len(owners)), owners] = 1.0
    return found


@dataclass(frozen=True, slots=True)
class Lesson:
    """``vectors`` of the texts, shape (texts, dimension), their ``words`` and the positions of their labels.

    ``names`` are (label, text) of each where the same texts may come again in another lesson.
    """

    vectors: Vectors
    words: WordVectors
    owners: Rows
    labels: int
    names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, documents: Sequence[Document], layout: Layout, vectors: Vectors, words: WordVectors
    ) -> "Lesson":
        """The questions among ``documents``, which are in the order of `ordered`."""
        count = layout.question_count
        names = tuple((document.label, document.text) for document in documents[:count])
        return cls(vectors[:count], words, layout.questions.owners, len(layout.labels), names)

    @property
    def sharpness(self) -> float:
        """See `sharpness_of`."""
        return sharpness_of(self.vectors)

    @property
    def usual(self) -> float:
        """Mean number of texts of a label, rounded as `sharpness_of` is."""
        return float(f"{max(len(self.owners) / max(self.labels, 1), 1):.2g}")

    @property
    def shrinkage(self) -> Floats:
        """See `shrinkage`."""
        return shrinkage(self.owners, self.usual)

    @property
    def target(self) -> Floats:
        """See `target`."""
        return target(self.owners, self.labels)

    def likeness(self, some: Rows, others: Rows, sharpness: float) -> Floats:
        """How alike the texts of two sets of rows are, shape (some, others)."""
        meant = alike(self.vectors[some], self.vectors[others], sharpness)
        return np.asarray(meant + WORDS * self.words.between(some, others), dtype=np.float32)

    def factored(self) -> Factored:
        """The whole system, by its Cholesky factor."""
        count, sharpness = len(self.owners), self.sharpness
        upper = np.zeros((count, count), dtype=np.float32)
        every = np.arange(count)
        for start in range(0, count, _BLOCK):
            part = every[start : start + _BLOCK]
            upper[start : start + _BLOCK, start:] = self.likeness(part, every[start:], sharpness)
        upper[np.diag_indices(count)] += self.shrinkage
        return Factored.of(upper)
