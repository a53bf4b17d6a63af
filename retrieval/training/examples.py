"""Queries with known answers and their features: what training and the confusability report read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.analysis.glossary import asked, chinese_words, searchable
from retrieval.classifier.classifier import Classifier, Learner
from retrieval.encoder.base import Encoder
from retrieval.evaluation.queries import LabelledQuery
from retrieval.index.documents import OUTSIDE, TextRole
from retrieval.index.generation import Generation
from retrieval.index.index import Index, parts
from retrieval.index.lexical import indexed_ngrams
from retrieval.index.vectors import VectorIndex
from retrieval.ranking.features import Floats, LabelFeatures, Layout, features

Groups = list[NDArray[np.int64]]
_BLOCK = 256
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


def left_out_examples(
    generation: Generation, rows: Collection[int] | None = None, learner: Learner | None = None
) -> list[TrainingQuery]:
    """Every question-like text of the index as a query that does not find itself.

    ``rows`` limits it to some documents, by their position, which ``learner`` may find faster. A
    translation is left out of this: of each language an entry has one, which says little about search.
    """
    layout = generation.layout
    position = {label: index for index, label in enumerate(layout.labels)}
    outside = outside_positions(layout)
    vectors = generation.vectors.vectors()
    groups = _parallel_rows(generation)
    together = {int(row): group for group in groups for row in group}
    learned = _learned_without(generation, rows, groups, learner or Learner())
    wanted = [
        row
        for row, document in enumerate(generation.documents[: layout.question_count])
        if not document.translated and (rows is None or row in rows)
    ]
    examples = []
    for start in range(0, len(wanted), _BLOCK):
        part = wanted[start : start + _BLOCK]
        for row, dense in zip(part, vectors[part] @ vectors.T, strict=True):
            document = generation.documents[row]
            grams = indexed_ngrams(document.text)
            lexical = generation.lexical.scores(grams)
            hidden = together.get(row, row)
            dense[hidden], lexical[hidden] = -1.0, 0.0
            ceiling = generation.lexical.ceiling(grams)
            covered = generation.coverage.of(grams)
            found = features(layout, dense, lexical, learned[row], ceiling, covered)
            right = (document.label, *document.alternatives)
            is_outside = document.label == OUTSIDE
            positions = outside if is_outside else tuple(position[label] for label in right)
            heard = document.role is TextRole.HEARD
            examples.append(TrainingQuery(document.text, found, positions, heard, author=document.author))
    return examples


def _learned_without(
    generation: Generation, rows: Collection[int] | None, groups: Groups, learner: Learner
) -> Floats:
    """Left-out scores of the classifier, shape (questions, labels); only those of ``rows`` are meant."""
    if rows is None:
        return Classifier.left_out(generation.lesson, groups)
    assert generation.classifier is not None
    some = np.array(sorted(rows), dtype=np.int64)
    return learner.left_out_rows(generation.lesson, generation.classifier.weights, some)


def _parallel_rows(generation: Generation) -> Groups:
    """Training queries of one author for one entry in other languages: they say much the same, so they are
    left out together."""
    rows: dict[tuple[str, str], list[int]] = {}
    for row, document in enumerate(generation.documents):
        if document.role is TextRole.HEARD and chinese_words(document.text):
            rows.setdefault((document.author, document.label), []).append(row)
    return [np.array(group) for group in rows.values()]


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
