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
from retrieval.encoder.base import Vectors

Floats = NDArray[np.float32]
FEATURES = (
    "dense_best",
    "dense_top3",
    "dense_gap",
    "passage_best",
    "ridge",
    "lexical_best",
    "lexical_gap",
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

    ``matrix`` has one row of `FEATURES` a label; ``cosine`` is the best raw cosine of its
    question-like texts and ``words`` the best share of BM25 in 0..1, both of shape (labels,).
    """

    matrix: Floats
    cosine: Floats
    words: Floats


def features(layout: Layout, dense: Floats, lexical: Floats, ridge: Floats, ceiling: float) -> LabelFeatures:
    """The features of one query.

    ``dense`` and ``lexical`` are document scores, ``ridge`` is a score per label, ``ceiling`` the
    BM25 score that a document equal to the query would get (it brings BM25 into 0..1).
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
    columns = [
        _standard(best),
        _standard(top3),
        10 * (best - best.max()),
        _standard(passages),
        _standard(ridge),
        words,
        words - words.max(),
        texts,
        *kinds,
    ]
    return LabelFeatures(np.stack(columns, axis=1).astype(np.float32), best, words)


@dataclass(frozen=True, slots=True)
class Ridge:
    """A closed-form linear classifier over question vectors: it learns in milliseconds, at publish.

    Balanced one-against-rest ridge regression; ``weights`` (dimension, labels), ``mean`` (dimension,).
    """

    weights: Floats
    mean: Floats

    @classmethod
    def fit(cls, vectors: Vectors, owners: NDArray[np.int64], labels: int, strength: float) -> "Ridge":
        """Fit on question vectors, shape (questions, dimension), and their label positions."""
        return cls.fit_with_left_out(vectors, owners, labels, strength)[0]

    @classmethod
    def fit_with_left_out(
        cls, vectors: Vectors, owners: NDArray[np.int64], labels: int, strength: float
    ) -> tuple["Ridge", Floats]:
        """As `fit`, and the scores each question gets when it is left out itself.

        Left-out scores come from the hat matrix (Hastie et al. 2009, eq. 7.64), shape
        (questions, labels).
        """
        counts = np.bincount(owners, minlength=labels).astype(np.float64)
        balance = np.sqrt(len(owners) / (labels * np.maximum(counts, 1)))[owners][:, None]
        mean = vectors.mean(axis=0)
        centred = (vectors - mean).astype(np.float64) * balance
        target = np.eye(labels)[owners] * balance
        gram = centred.T @ centred + strength * np.eye(vectors.shape[1])
        inverse = np.linalg.inv(gram)
        weights = inverse @ (centred.T @ target)
        leverage = ((centred @ inverse) * centred).sum(axis=1)[:, None]
        fitted = centred @ weights
        left_out = (fitted - leverage * target) / np.maximum(1 - leverage, 1e-3) / balance
        model = cls(weights.astype(np.float32), mean.astype(np.float32))
        return model, left_out.astype(np.float32)

    def scores(self, query: Vectors) -> Floats:
        """Score per label of one query vector, shape (labels,)."""
        return np.asarray((query - self.mean) @ self.weights, dtype=np.float32)
