"""Queries with known answers and their features: what training and the confusability report read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.intents import Kind
from retrieval.analysis.glossary import asked, searchable
from retrieval.encoder.base import Encoder
from retrieval.evaluation.queries import LabelledQuery
from retrieval.index.index import Index, parts
from retrieval.index.vectors import VectorIndex
from retrieval.ranking.features import LabelFeatures, Layout

# Wrote training queries in the wording of offices, after reading the learning half of the real questions.
READERS = ("train_sixth", "train_ninth")


@dataclass(frozen=True, slots=True)
class TrainingQuery:
    """One training query: features per label and the positions of its right labels, the first one its own.

    ``heard`` tells how people put it from what staff wrote; ``treated`` are labels that treat the topic of a
    query that none answers; ``author`` wrote it, where that is known.
    """

    text: str
    found: LabelFeatures
    right: tuple[int, ...]
    heard: bool
    treated: tuple[int, ...] = ()
    author: str = ""


def real_examples(index: Index, encoder: Encoder, queries: Sequence[LabelledQuery]) -> list[TrainingQuery]:
    """As `query_examples`, with and without what `READERS` wrote: somebody else's questions are in between.

    With it alone the calibration learns that every question has its paraphrase in the index.
    """
    kept = [row for row, document in enumerate(index.documents) if document.author not in READERS]
    vectors = VectorIndex.build(index.vectors.vectors()[kept])
    others = replace(index, **parts([index.documents[row] for row in kept], vectors))
    return query_examples(index, encoder, queries) + query_examples(others, encoder, queries)


def query_examples(index: Index, encoder: Encoder, queries: Sequence[LabelledQuery]) -> list[TrainingQuery]:
    """Labelled queries; one that is out of scope may go to any outside topic."""
    layout = index.layout
    position = {label: place for place, label in enumerate(layout.labels)}
    outside = outside_positions(layout)
    texts = [asked(index.spelling.corrected(query.text)) for query in queries]
    vectors = encoder.queries([searchable(text) for text in texts])
    examples = []
    for query, text, vector in zip(queries, texts, vectors, strict=True):
        found = index.features(text, vector)
        ids = tuple(position[i] for i in query.right if i in position)
        treated = tuple(position[i] for i in query.treated if i in position)
        examples.append(TrainingQuery(query.text, found, ids or outside, heard=True, treated=treated))
    return examples


def outside_positions(layout: Layout) -> tuple[int, ...]:
    """Positions of the labels that are out of scope."""
    return tuple(map(int, np.flatnonzero(layout.of_kind[Kind.OUT_OF_SCOPE])))
