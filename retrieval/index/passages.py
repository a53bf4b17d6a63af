"""The sentence of an entry that answers a question best."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from knowledge.points import Point
from knowledge.schemas import Entry
from retrieval.encoder.base import Vectors
from retrieval.engine import Engine
from retrieval.index.generation import Generation
from retrieval.index.lexical import Grams, indexed_ngrams, ngrams

# Likeness of meaning decides; shared words, weighed by length, break what it blurs.
_WORDS = 0.15


class PassageKind(StrEnum):
    """Where in an entry a passage stands."""

    ANSWER = "answer"
    DETAIL = "detail"
    STEP = "step"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as shown, and how well it fits; ``point`` is set for the text of a point."""

    kind: PassageKind
    text: str
    score: float
    point: Point | None = None


def best_passage(engine: Engine, entry_id: str, question: str) -> Passage | None:
    """The passage of a published entry that fits ``question`` best, None for an entry that is not there."""
    return best_of(engine.generation, entry_id, question, engine.vector(question))


def best_of(generation: Generation, entry_id: str, question: str, vector: Vectors) -> Passage | None:
    """See `best_passage`; ``vector`` is the question's, shape (dimension,)."""
    entry = generation.catalogue.get(entry_id)
    if entry is None:
        return None
    kinds = tuple(_kinds(entry))
    # Translated answers stand after the entry's own passages.
    start = generation.passages_of(entry_id).start
    own = slice(start, start + len(kinds))
    shown = [document.text for document in generation.documents[own]]
    asked = {gram for gram in ngrams(question) if len(gram) > 1}
    words = np.array([_overlap(asked, indexed_ngrams(text)) for text in shown])
    scores = generation.vectors.rows(own) @ vector + _WORDS * words
    best = int(np.argmax(scores))
    kind, point = kinds[best]
    return Passage(kind, shown[best], float(scores[best]), point)


def _kinds(entry: Entry) -> Iterator[tuple[PassageKind, Point | None]]:
    """Kind and point of each of ``entry.passages``."""
    yield PassageKind.ANSWER, None
    yield from ((PassageKind.DETAIL, None) for _ in entry.details)
    yield from ((PassageKind.STEP, None) for _ in entry.steps)
    yield from ((PassageKind.POINT, point) for point in entry.points)


def _overlap(asked: set[str], grams: Grams) -> float:
    """Share of the question's n-grams of two and three characters that a text has."""
    return len(asked.intersection(grams)) / len(asked) if asked else 0.0
