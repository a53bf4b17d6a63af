"""Leave-one-out: indexed questions as training queries that do not find themselves."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.glossary import chinese_words
from retrieval.classifier.classifier import Classifier, Learner
from retrieval.index.documents import OUTSIDE, TextRole
from retrieval.index.generation import Generation
from retrieval.index.lexical import indexed_ngrams
from retrieval.ranking.features import Floats, features
from retrieval.training.examples import TrainingQuery, outside_positions

Groups = list[NDArray[np.int64]]
_BLOCK = 256


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
    groups = _parallel_rows(generation, rows)
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


def _parallel_rows(generation: Generation, rows: Collection[int] | None) -> Groups:
    """Training queries of one author for one entry in other languages: they say much the same, so they are
    left out together. With ``rows``, only the groups of the entries that these belong to."""
    documents = generation.documents
    labels = None if rows is None else {documents[row].label for row in rows}
    groups: dict[tuple[str, str], list[int]] = {}
    for row, document in enumerate(documents):
        is_asked_for = labels is None or document.label in labels
        if is_asked_for and document.role is TextRole.HEARD and chinese_words(document.text):
            groups.setdefault((document.author, document.label), []).append(row)
    return [np.array(group) for group in groups.values()]
