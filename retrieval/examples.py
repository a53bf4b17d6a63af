"""Queries with known answers and their features: what training and the confusability report read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.classifier import Classifier
from retrieval.documents import OUTSIDE, Role
from retrieval.encoder.base import Encoder
from retrieval.features import LabelFeatures, Layout, features
from retrieval.generation import Generation
from retrieval.glossary import chinese_words, searchable
from retrieval.queries import LabelledQuery

_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Example:
    """One training query: features per label and the positions of its right labels, the first one its own.

    ``heard`` tells how people put it from what staff wrote.
    """

    text: str
    found: LabelFeatures
    right: tuple[int, ...]
    heard: bool


def left_out_examples(generation: Generation) -> list[Example]:
    """Every question-like text of the index as a query that does not find itself.

    A translation is left out of this: of each language an entry has one, which says little about search.
    """
    layout = generation.layout
    position = {label: index for index, label in enumerate(layout.labels)}
    outside = outside_positions(layout)
    vectors = generation.vectors.vectors()
    groups = _parallel_rows(generation)
    together = {int(row): rows for rows in groups for row in rows}
    questions = vectors[: layout.question_count]
    learned = Classifier.left_out(questions, generation.words, layout.owners(), len(layout.labels), groups)
    examples = []
    for start in range(0, layout.question_count, _BLOCK):
        block = vectors[start : min(start + _BLOCK, layout.question_count)] @ vectors.T
        for row, dense in enumerate(block, start=start):
            document = generation.documents[row]
            if document.translated:
                continue
            lexical = generation.lexical.scores(document.text)
            hidden = together.get(row, row)
            dense[hidden], lexical[hidden] = -1.0, 0.0
            ceiling = generation.lexical.ceiling(document.text)
            found = features(layout, dense, lexical, learned[row], ceiling)
            right = (document.label, *document.alternatives)
            is_outside = document.label == OUTSIDE
            positions = outside if is_outside else tuple(position[label] for label in right)
            examples.append(Example(document.text, found, positions, document.role is Role.HEARD))
    return examples


def _parallel_rows(generation: Generation) -> list[NDArray[np.int64]]:
    """Training queries for one entry in other languages: they say the same, so they are left out together."""
    rows: dict[str, list[int]] = {}
    for row, document in enumerate(generation.documents):
        if document.role is Role.HEARD and chinese_words(document.text):
            rows.setdefault(document.label, []).append(row)
    return [np.array(group) for group in rows.values()]


def query_examples(
    generation: Generation, encoder: Encoder, queries: Sequence[LabelledQuery]
) -> list[Example]:
    """Labelled queries; one that is out of scope may go to any outside topic."""
    layout = generation.layout
    position = {label: index for index, label in enumerate(layout.labels)}
    outside = outside_positions(layout)
    vectors = encoder.queries([searchable(query.text) for query in queries])
    examples = []
    for query, vector in zip(queries, vectors, strict=True):
        found = generation.features(query.text, vector)
        ids = tuple(position[i] for i in query.right if i in position)
        examples.append(Example(query.text, found, ids or outside, heard=True))
    return examples


def outside_positions(layout: Layout) -> tuple[int, ...]:
    """Positions of the labels that are out of scope."""
    return tuple(i for i, kind in enumerate(layout.kinds) if kind is Kind.OUT_OF_SCOPE)
