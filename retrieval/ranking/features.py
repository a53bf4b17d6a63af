"""What speaks for each label, given a query: the inputs of the learned fusion.

All arrays over labels have shape (labels,), over documents (documents,). Documents are ordered:
question-like texts first, grouped by label, then passages and points, grouped by label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.index.coverage import Covered
from retrieval.index.documents import Document

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
# Below every cosine.
_NONE = -1.0
_KINDS = (Kind.DIALOGUE, Kind.ASPECT, Kind.OUT_OF_SCOPE)


def ordered(documents: Sequence[Document]) -> list[Document]:
    """``documents`` in the order that `Layout` needs; stable within a label."""
    return sorted(documents, key=lambda d: (not d.role.is_question, d.label))


@dataclass(frozen=True, slots=True)
class Segments:
    """Consecutive documents, those of a label together.

    ``owners`` has the label position of each document, ascending; ``present`` the labels that have any,
    ``starts`` where each of these begins.
    """

    labels: int
    owners: NDArray[np.int64]
    present: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, owners: Sequence[int], labels: int) -> "Segments":
        """The segments of documents whose label positions are ``owners``."""
        found = np.array(owners, dtype=np.int64)
        return cls(labels, found, *np.unique(found, return_index=True))

    def best(self, scores: Floats, missing: float) -> Floats:
        """The best document score of each label, ``missing`` for one without documents."""
        result = np.full(self.labels, missing, dtype=np.float32)
        if len(self.starts):
            result[self.present] = np.maximum.reduceat(scores, self.starts)
        return result

    def mean_of_best(self, scores: Floats, count: int) -> Floats:
        """Mean of the ``count`` best scores of each label; with fewer documents the best one fills up."""
        left, found = scores.copy(), [self.best(scores, _NONE)]
        for _ in range(count - 1):
            peaks = np.flatnonzero(left == found[-1][self.owners])
            # Documents of a label follow each other: its first peak is where the owner changes.
            left[peaks[np.diff(self.owners[peaks], prepend=-1) > 0]] = _NONE
            found.append(self.best(left, _NONE))
        top = np.stack(found, axis=1)
        return np.asarray(np.where(top > _NONE, top, top[:, :1]).mean(axis=1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which documents belong to which label; ``of_kind`` tells for each kind which labels are of it."""

    labels: tuple[str, ...]
    kinds: tuple[Kind, ...]
    of_kind: Mapping[Kind, NDArray[np.bool_]]
    questions: Segments
    passages: Segments

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "Layout":
        """The layout of ``documents``, which are in the order of `ordered`."""
        kinds = {document.label: document.kind for document in documents}
        labels = tuple(sorted(kinds))
        position = {label: index for index, label in enumerate(labels)}
        questions, passages = (
            [position[d.label] for d in documents if d.role.is_question is is_question]
            for is_question in (True, False)
        )
        in_order = tuple(kinds[label] for label in labels)
        return cls(
            labels,
            in_order,
            {kind: np.array([k is kind for k in in_order]) for kind in Kind},
            Segments.of(questions, len(labels)),
            Segments.of(passages, len(labels)),
        )

    @property
    def is_bare(self) -> bool:
        """Whether there are entries alone, and nothing that says what is out of scope."""
        return not self.of_kind[Kind.OUT_OF_SCOPE].any()

    @property
    def question_count(self) -> int:
        """Number of question-like documents; they come first."""
        return len(self.questions.owners)

    @property
    def texts_per_label(self) -> float:
        """Mean number of question-like documents of a label."""
        return self.question_count / max(len(self.labels), 1)


def _standard(values: Floats) -> Floats:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread if spread > 1e-6 else 1.0), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LabelFeatures:
    """What speaks for each label.

    ``matrix`` has one row of `FEATURES` a label. Of shape (labels,): ``cosine``, the best raw cosine of
    its question-like texts; ``words``, the best share of BM25 in 0..1; ``learned``, the raw score of
    the classifier; ``passage``, the best raw cosine of its passages. ``covered`` tells how much of the
    query the entries speak of.
    """

    matrix: Floats
    cosine: Floats
    words: Floats
    learned: Floats
    passage: Floats
    covered: Covered


def features(
    layout: Layout,
    dense: Floats,
    lexical: Floats,
    learned: Floats | None,
    ceiling: float,
    covered: Covered,
) -> LabelFeatures:
    """The features of one query.

    ``dense`` and ``lexical`` are document scores, ``learned`` is a score per label (None: the nearest
    text stands in), ``ceiling`` the BM25 score that a document equal to the query would get (it brings
    BM25 into 0..1).
    """
    count, scale = layout.question_count, max(ceiling, 1e-6)
    best = layout.questions.best(dense[:count], _NONE)
    top3 = layout.questions.mean_of_best(dense[:count], _TOP)
    passages = layout.passages.best(dense[count:], float(dense.min()))
    words = np.clip(layout.questions.best(lexical[:count], 0.0) / scale, 0, 1)
    texts = np.clip(layout.passages.best(lexical[count:], 0.0) / scale, 0, 1)
    learned = best if learned is None else learned
    columns = [
        _standard(top3),
        10 * (best - best.max()),
        _standard(passages),
        _standard(learned),
        words,
        texts,
        *(layout.of_kind[kind] for kind in _KINDS),
    ]
    matrix = np.stack(columns, axis=1).astype(np.float32)
    return LabelFeatures(matrix, best, words, learned, passages, covered)
