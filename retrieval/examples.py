"""Queries with known answers and their features: what training and the confusability report read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.intents import Kind
from retrieval.encoder.base import Encoder
from retrieval.features import LabelFeatures, Ridge, features
from retrieval.generation import Generation
from retrieval.index import RIDGE_STRENGTH
from retrieval.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.text import normalize


@dataclass(frozen=True, slots=True)
class Example:
    """One training query: features per label, the positions of its right labels, its weight."""

    text: str
    found: LabelFeatures
    right: tuple[int, ...]
    weight: float


def left_out_examples(generation: Generation, rows: Collection[int] | None = None) -> list[Example]:
    """Every question-like text of our own as a query that does not find itself.

    ``rows`` limits it to some documents, by their position. A translation is left out of this: of each
    language an entry has one, which says little about search.
    """
    layout = generation.layout
    vectors = generation.vectors.vectors()
    owners = layout.owners()
    questions = vectors[: layout.question_count]
    _, ridge = Ridge.fit_with_left_out(questions, owners, len(layout.labels), RIDGE_STRENGTH)
    examples = []
    for row, owner in enumerate(owners):
        if generation.documents[row].translated or (rows is not None and row not in rows):
            continue
        text = generation.documents[row].text
        dense = vectors @ vectors[row]
        lexical = generation.lexical.scores(text)
        dense[row], lexical[row] = -1.0, 0.0
        found = features(layout, dense, lexical, ridge[row], generation.lexical.ceiling(text))
        examples.append(Example(text, found, (int(owner),), 1.0))
    return examples


def query_examples(
    generation: Generation, encoder: Encoder, queries: Sequence[LabelledQuery], weight: float
) -> list[Example]:
    """Labelled queries; one that is out of scope may go to any outside topic."""
    layout = generation.layout
    position = {label: index for index, label in enumerate(layout.labels)}
    outside = tuple(i for i, kind in enumerate(layout.kinds) if kind is Kind.OUT_OF_SCOPE)
    vectors = encoder.queries([normalize(query.text) for query in queries])
    examples = []
    for query, vector in zip(queries, vectors, strict=True):
        found = features(
            layout,
            generation.vectors.scores(vector),
            generation.lexical.scores(query.text),
            generation.ridge.scores(vector),
            generation.lexical.ceiling(query.text),
        )
        ids = [i for i in query.right if i in position]
        right = outside if query.id == OUT_OF_SCOPE else tuple(position[i] for i in ids)
        examples.append(Example(query.text, found, right, weight))
    return examples
