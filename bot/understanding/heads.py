"""What the words of a message tell: its acts, the point asked, whether it goes on with a topic, and which
entry those meant who said the like in a conversation.

Kernel ridge regression as in `retrieval.classifier`, over the likeness of messages (`likeness`). What words
ask, and whether they go on, differs from matter to matter: where a head knows what the messages are about,
those of another matter are less alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.understanding.likeness import Floats, by_gram, likeness_of_one
from retrieval.classifier.quantization import Bytes, EightBits
from retrieval.encoder.base import Vectors


class Name(StrEnum):
    """The heads."""

    ACTS = "acts"
    POINTS = "points"
    FOLLOWS = "follows"
    ENTRIES = "entries"


# How much the examples of another matter count: of the entry that a point is asked of, of the running topic.
# Chosen by leaving authors out (docs/dialogue.md).
APART: Mapping[Name, float] = {Name.ACTS: 1.0, Name.POINTS: 0.7, Name.FOLLOWS: 0.4, Name.ENTRIES: 1.0}


@dataclass(frozen=True, slots=True)
class Head:
    """``rows`` of the examples that it learned from, a weight of each for each label, and the mean.

    ``matters`` tells what each example is about, "" for nothing in particular; those of another matter than a
    message count ``apart``.
    """

    labels: tuple[str, ...]
    rows: NDArray[np.int64]
    weights: Floats
    mean: Floats
    matters: NDArray[np.str_]
    apart: float
    _of_matter: dict[str, NDArray[np.int64]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {*self.matters.tolist()} - {""} if self.apart < 1 else ()
        of_matter = {matter: np.flatnonzero(self.matters == matter) for matter in known}
        object.__setattr__(self, "_of_matter", of_matter)

    def scores(self, kernel: Floats, about: str = "") -> Floats:
        """Scores of messages from their likeness to all examples, shape (messages, labels); about 0..1.

        ``about`` is the matter of the messages, "" where it is not known.
        """
        found = self.apart * (kernel[..., self.rows] @ self.weights) + self.mean
        if (own := self._of_matter.get(about)) is not None:
            found += (1 - self.apart) * (kernel[..., self.rows[own]] @ self.weights[own])
        return np.asarray(found, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Scorer:
    """What the heads say of one message; ``kernel`` is its likeness to all examples, shape (examples,)."""

    heads: Mapping[Name, Head]
    kernel: Floats

    def of(self, name: Name, about: str = "") -> dict[str, float]:
        """The score of each label of a head, where the message is ``about`` this matter."""
        head = self.heads[name]
        return dict(zip(head.labels, head.scores(self.kernel, about).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Heads:
    """The examples with the heads that learned from them; their vectors are ``rounded`` times ``step``."""

    rounded: Bytes
    step: np.float32
    grams: csr_array
    heads: dict[Name, Head]
    _by_gram: csr_array = field(init=False, repr=False, compare=False)
    _vectors: EightBits = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Turned and rounded once, not for each message.
        object.__setattr__(self, "_by_gram", by_gram(self.grams))
        vectors = np.asarray(self.rounded * self.step, dtype=np.float32)
        object.__setattr__(self, "_vectors", EightBits(vectors))

    @classmethod
    def of(cls, vectors: Vectors, grams: csr_array, heads: dict[Name, Head]) -> "Heads":
        """Keep ``vectors``, shape (examples, dimension), in eight bits: likeness does not need more."""
        step = np.float32(np.abs(vectors).max() / 127)
        return cls(np.round(vectors / step).astype(np.int8), step, grams, heads)

    def read(self, vector: Floats, text: str) -> Scorer:
        """What the heads say of one message with its vector, shape (dimension,)."""
        return Scorer(self.heads, likeness_of_one(self._vectors.products(vector), text, self._by_gram))
