"""What speaks for each label, given a query: the inputs of the learned fusion.

All arrays over labels have shape (labels,), over documents (documents,). Documents are ordered:
question-like texts first, grouped by label, then passages, grouped by label.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.documents import Document, Role

Floats = NDArray[np.float32]
FEATURES = (
    "dense_top3",
    "dense_gap",
    "passage_best",
    "classifier",
    "lexical_best",
    "lexical_text",
    "dialogue",
    "aspect",
    "out_of_scope",
)
_TOP = 3
_KINDS = (Kind.DIALOGUE, Kind.ASPECT, Kind.OUT_OF_SCOPE)


def ordered(documents: Sequence[Document]) -> list[Document]:
    """``documents`` in the order that `Layout` needs; stable within a label."""
    return sorted(documents, key=lambda d: (d.role is Role.PASSAGE, d.label))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which documents belong to which label.

    ``question_rows`` has shape (labels, most question texts), padded with -1;
    ``passage_rows`` likewise.
    """

    labels: tuple[str, ...]
    kinds: tuple[Kind, ...]
    question_rows: NDArray[np.int64]
    passage_rows: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "Layout":
        """The layout of ``documents``, which are in the order of `ordered`."""
        kinds = {document.label: document.kind for document in documents}
        labels = tuple(sorted(kinds))
        position = {label: index for index, label in enumerate(labels)}
        questions: list[list[int]] = [[] for _ in labels]
        passages: list[list[int]] = [[] for _ in labels]
        for row, document in enumerate(documents):
            rows = passages if document.role is Role.PASSAGE else questions
            rows[position[document.label]].append(row)
        return cls(labels, tuple(kinds[label] for label in labels), _padded(questions), _padded(passages))

    @property
    def question_count(self) -> int:
        """Number of question-like documents; they come first."""
        return int((self.question_rows >= 0).sum())

    def owners(self) -> NDArray[np.int64]:
        """Label position of each question-like document."""
        result = np.empty(self.question_count, dtype=np.int64)
        for position, rows in enumerate(self.question_rows):
            result[rows[rows >= 0]] = position
        return result


def _padded(rows: list[list[int]]) -> NDArray[np.int64]:
    width = max(1, max(map(len, rows)))
    return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64)


def _gather(scores: Floats, rows: NDArray[np.int64], missing: float) -> Floats:
    return np.where(rows >= 0, scores[rows], np.float32(missing))


def _standard(values: Floats) -> Floats:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread if spread > 1e-6 else 1.0), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LabelFeatures:
    """What speaks for each label.

    ``matrix`` has one row of `FEATURES` a label. Of shape (labels,): ``cosine``, the best raw cosine of
    its question-like texts; ``words``, the best share of BM25 in 0..1; ``learned``, the raw score of
    the classifier.
    """

    matrix: Floats
    cosine: Floats
    words: Floats
    learned: Floats


def features(
    layout: Layout, dense: Floats, lexical: Floats, learned: Floats | None, ceiling: float
) -> LabelFeatures:
    """The features of one query.

    ``dense`` and ``lexical`` are document scores, ``learned`` is a score per label (None: the nearest
    text stands in), ``ceiling`` the BM25 score that a document equal to the query would get (it brings
    BM25 into 0..1).
    """
    floor = float(dense.min())
    questions = _gather(dense, layout.question_rows, -1.0)
    best = questions.max(axis=1)
    top = -np.partition(-questions, min(_TOP, questions.shape[1]) - 1, axis=1)[:, :_TOP]
    top3 = np.where(top > -1.0, top, best[:, None]).mean(axis=1)
    passages = np.maximum(_gather(dense, layout.passage_rows, floor).max(axis=1), floor)
    scale = max(ceiling, 1e-6)
    words = np.clip(_gather(lexical, layout.question_rows, 0.0).max(axis=1) / scale, 0, 1)
    texts = np.clip(_gather(lexical, layout.passage_rows, 0.0).max(axis=1) / scale, 0, 1)
    kinds = [np.array([k is kind for k in layout.kinds], dtype=np.float32) for kind in _KINDS]
    learned = best if learned is None else learned
    columns = [
        _standard(top3),
        10 * (best - best.max()),
        _standard(passages),
        _standard(learned),
        words,
        texts,
        *kinds,
    ]
    return LabelFeatures(np.stack(columns, axis=1).astype(np.float32), best, words, learned)
