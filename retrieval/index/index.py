"""What a search needs of a FAQ: its documents as vectors, as words, and as a classifier."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypedDict

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.analysis.spelling import Spelling
from retrieval.analysis.wording import OURS, EntryWording, wording_of
from retrieval.classifier.classifier import MOST_QUESTIONS, Classifier, Learner
from retrieval.classifier.lesson import Lesson
from retrieval.encoder.base import Encoder, Vectors
from retrieval.index.coverage import Coverage
from retrieval.index.documents import Document, TextRole
from retrieval.index.lexical import LexicalIndex, WordVectors, ngrams
from retrieval.index.vectors import VectorIndex
from retrieval.ranking.features import LabelFeatures, Layout, features, ordered

_ENCODE_STEP = 64
# A reload meets mostly the texts of the generation before; what citizens say is not remembered.
_REMEMBERED = 20_000
log = structlog.get_logger()
Progress = Callable[[int, int], None]
Weights = NDArray[np.float32]
Known = Mapping[tuple[TextRole, str], NDArray[np.float32]]


class Listed(Protocol):
    """What search tells of an entry."""

    @property
    def id(self) -> str:
        """Public id."""

    @property
    def question(self) -> str:
        """Canonical question."""

    @property
    def category(self) -> str:
        """Category, "" where there is none."""

    @property
    def unit(self) -> str:
        """Unit in charge, "" where there is none."""

    @property
    def all_variants(self) -> tuple[str, ...]:
        """Other ways to ask it."""


class Listing(Protocol):
    """The entries by id."""

    def __getitem__(self, entry_id: str, /) -> Listed:
        """The entry of an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Everything one search needs; immutable, so a running search keeps the one it began with."""

    number: int
    fingerprint: str
    catalogue: Listing
    documents: tuple[Document, ...]
    layout: Layout
    vectors: VectorIndex
    lexical: LexicalIndex
    words: WordVectors
    classifier: Classifier | None
    coverage: Coverage
    spelling: Spelling
    verbatim: Mapping[str, int]
    questions: Mapping[str, int]
    wording: EntryWording = OURS

    def vector_of(self, question: str) -> Vectors | None:
        """The vector of what an entry or intent asks, as staff wrote it; None for another text."""
        row = self.questions.get(question)
        return None if row is None else self.vectors.row(row)

    def cosines_of(self, question: str) -> Weights:
        """The cosine of what an entry or intent asks with each document, where `vector_of` has its vector."""
        return self.vectors.scores_of(self.questions[question])

    def features(self, text: str, vector: NDArray[np.float32]) -> LabelFeatures:
        """What speaks for each label, given a query and its vector."""
        return self.compared(text, self.vectors.scores(vector))

    def compared(self, text: str, cosines: Weights) -> LabelFeatures:
        """What speaks for each label, given a query and its cosine with each document."""
        grams, learned = ngrams(text, self.wording), None
        if self.classifier is not None:
            questions = cosines[: self.layout.question_count]
            learned = self.classifier.scores(questions, self.words.cosines(grams))
        lexical = self.lexical.scores(grams)
        ceiling, covered = self.lexical.ceiling(grams), self.coverage.of(grams)
        return features(self.layout, cosines, lexical, learned, ceiling, covered)

    def passages_of(self, label: str) -> slice:
        """Where the passages of ``label`` stand among the documents; they follow each other."""
        owners = self.layout.passages.owners
        position = bisect_left(self.layout.labels, label)
        start, end = np.searchsorted(owners, [position, position + 1])
        return slice(self.layout.question_count + int(start), self.layout.question_count + int(end))

    @property
    def lesson(self) -> Lesson:
        """What the classifier learns from."""
        return Lesson.of(self.documents, self.layout, self.vectors.vectors(), self.words)

    def known_vectors(self) -> dict[tuple[TextRole, str], NDArray[np.float32]]:
        """Vector of each indexed text, for the next build."""
        rows = self.vectors.vectors()
        return {(d.role, d.text): row for d, row in zip(self.documents, rows, strict=True)}


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept of `Parts`, because it takes seconds to make: classifier weights and BM25."""

    weights: Weights | None
    lexical: LexicalIndex


class Parts(TypedDict):
    """The searchable side of `Index`."""

    documents: tuple[Document, ...]
    layout: Layout
    vectors: VectorIndex
    lexical: LexicalIndex
    words: WordVectors
    classifier: Classifier | None
    coverage: Coverage
    spelling: Spelling
    verbatim: Mapping[str, int]
    questions: Mapping[str, int]
    wording: EntryWording


def encode(
    documents: Sequence[Document],
    encoder: Encoder,
    known: Known | None = None,
    progress: Progress = lambda done, total: None,
    wording: EntryWording = OURS,
) -> VectorIndex:
    """Vectors of ``documents``, those of ``known`` taken over; ``progress`` is told (done, to do)."""
    vectors: Vectors = np.empty((len(documents), encoder.dimension), dtype=np.float32)
    missing: dict[TextRole, list[int]] = {}
    for row, document in enumerate(documents):
        vector = (known or {}).get((document.role, document.text))
        if vector is None:
            missing.setdefault(document.role, []).append(row)
        else:
            vectors[row] = vector
    total = sum(map(len, missing.values()))
    done = 0
    for role, rows in missing.items():
        side = encoder.queries if role.is_question else encoder.passages
        for start in range(0, len(rows), _ENCODE_STEP):
            part = rows[start : start + _ENCODE_STEP]
            vectors[part] = side([wording.searchable(documents[row].text) for row in part])
            done += len(part)
            progress(done, total)
    return VectorIndex.build(vectors)


def parts(
    documents: Sequence[Document],
    vectors: VectorIndex,
    stored: Stored | None = None,
    learner: Learner | None = None,
    wording: EntryWording = OURS,
) -> Parts:
    """Words, classifier and verbatim table of ``documents``, which are in the order of `ordered`."""
    layout = Layout.of(documents)
    words = _words(documents[: layout.question_count], wording)
    return Parts(
        documents=tuple(documents),
        layout=layout,
        vectors=vectors,
        lexical=stored.lexical if stored else LexicalIndex.of([d.text for d in documents], wording),
        words=words,
        classifier=_classifier(
            Lesson.of(documents, layout, vectors.vectors(), words),
            stored.weights if stored else None,
            learner or Learner(),
        ),
        coverage=Coverage(documents, layout.labels, wording),
        spelling=Spelling(documents, wording),
        verbatim=_verbatim(documents, layout, wording),
        questions={d.text: row for row, d in enumerate(documents) if d.role is TextRole.QUESTION},
        wording=wording,
    )


def _words(questions: Sequence[Document], wording: EntryWording) -> WordVectors:
    """How rare a word is is told by what people asked, which no edit changes, where that is known."""
    heard = np.array([document.role is TextRole.HEARD for document in questions], dtype=np.bool_)
    return WordVectors([document.text for document in questions], heard if heard.any() else None, wording)


def _classifier(lesson: Lesson, weights: Weights | None, learner: Learner) -> Classifier | None:
    if len(lesson.owners) > MOST_QUESTIONS:
        log.warning("classifier_off", questions=len(lesson.owners), most=MOST_QUESTIONS)
        return None
    return learner.fit(lesson) if weights is None else Classifier(weights, lesson.sharpness)


def _verbatim(documents: Sequence[Document], layout: Layout, wording: EntryWording) -> dict[str, int]:
    """Position of the only label that staff wrote a question-like text for, by the normalized text."""
    owners: dict[str, set[str]] = {}
    for document in documents[: layout.question_count]:
        if document.role is not TextRole.HEARD:
            owners.setdefault(_normalized(document.text, wording), set()).add(document.label)
    position = {label: index for index, label in enumerate(layout.labels)}
    return {text: position[label] for text, (label, *others) in owners.items() if not others}


@lru_cache(_REMEMBERED)
def _normalized(text: str, wording: EntryWording) -> str:
    return wording.normalize(text)


def build_index(
    documents: Sequence[Document], catalogue: Listing, encoder: Encoder, wording: EntryWording | None = None
) -> Index:
    """Index the documents of another FAQ; its ``wording`` is told by its texts unless it is given."""
    in_order = ordered(documents)
    wording = wording or wording_of([document.text for document in in_order])
    vectors = encode(in_order, encoder, wording=wording)
    searchable = parts(in_order, vectors, wording=wording)
    return Index(number=0, fingerprint=encoder.fingerprint, catalogue=catalogue, **searchable)
