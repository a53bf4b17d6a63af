"""Questions that ask the same, put together: from one occurrence upward, the same way every time.

Leader clustering (Hartigan 1975): in order of arrival, a question joins the group whose first question it
resembles most, or begins one. What came later never moves what came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.analysis.text import normalize
from retrieval.encoder.base import Vectors
from retrieval.index.lexical import ngrams

# Cosines of this encoder are squeezed: unrelated questions of the field lie about here.
_UNRELATED = 0.80
_WORDS = 0.5
TOGETHER = 0.45


@dataclass(frozen=True, slots=True)
class Group:
    """Positions of the questions of one group, the first one leading."""

    members: tuple[int, ...]


def _in_common(left: frozenset[str], right: frozenset[str]) -> float:
    """Dice coefficient of two sets of n-grams (Dice 1945)."""
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def likeness(cosine: float, left: frozenset[str], right: frozenset[str]) -> float:
    """How much two questions resemble each other, by meaning and by words, in 0..1."""
    meaning = min(max((cosine - _UNRELATED) / (1 - _UNRELATED), 0.0), 1.0)
    return (1 - _WORDS) * meaning + _WORDS * _in_common(left, right)


def cluster(texts: Sequence[str], vectors: Vectors) -> list[Group]:
    """Groups of ``texts``, in order of arrival; ``vectors`` are unit vectors, shape (texts, dimension)."""
    grams = [frozenset(ngrams(normalize(text))) for text in texts]
    groups: list[list[int]] = []
    for position in range(len(texts)):
        leaders = [group[0] for group in groups]
        cosines = vectors[leaders] @ vectors[position] if leaders else np.empty(0)
        alike = [
            likeness(float(cosine), grams[leader], grams[position])
            for leader, cosine in zip(leaders, cosines, strict=True)
        ]
        best = int(np.argmax(alike)) if alike else -1
        if best >= 0 and alike[best] >= TOGETHER:
            groups[best].append(position)
        else:
            groups.append([position])
    return [Group(tuple(group)) for group in groups]
