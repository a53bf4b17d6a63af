"""Which texts of the FAQ pull towards the wrong entry, and which entries say the same.

Every variant is left out of the index in turn and searched with the fusion: the entry it belongs to
should still be found through its neighbours.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import Problem
from knowledge.intents import Kind
from knowledge.loader import Located
from retrieval.classifier.classifier import Learner
from retrieval.index.documents import TextRole
from retrieval.index.generation import Generation
from retrieval.ranking.features import FEATURES, Floats
from retrieval.ranking.ranker import RankerModel, probabilities
from retrieval.training.leave_one_out import left_out_examples

# How many times likelier another entry must be: below that, search asks back and does no harm.
CLEARLY = 60.0
# Nearest text, words in common, classifier and answer text: a variant that only one of them puts
# elsewhere is just said in an unusual way.
_SIGNALS = [FEATURES.index(name) for name in ("dense_gap", "lexical_best", "classifier", "passage_best")]
# Cosine of two entries' mean questions, after the mean of all is taken away.
TWINS = 0.85
# Documents compared with all others at once.
_BLOCK = 512
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A variant that sits nearer to ``nearer`` than to its own entry; shares are those of search."""

    entry: str
    text: str
    nearer: str
    own_share: float
    other_share: float


@dataclass(frozen=True, slots=True)
class Twins:
    """Two entries that people would ask for with the same words."""

    entry: str
    other: str
    similarity: float


def misplaced_variants(
    generation: Generation,
    model: RankerModel,
    rows: Collection[int] | None = None,
    learner: Learner | None = None,
) -> Iterator[Misplaced]:
    """Variants that search gives to another entry, with every one of its signals agreeing.

    ``rows`` limits it to some documents, by their position, which ``learner`` may find faster.
    """
    layout = generation.layout
    is_faq = layout.of_kind[Kind.FAQ]
    fusion = np.array(model.fusion)
    for example in left_out_examples(generation, rows, learner):
        own = example.right[0]
        if example.heard or not is_faq[own]:
            continue
        shares = probabilities(fusion, example.found.matrix)
        others = np.where(is_faq, shares, 0.0)
        others[own] = 0.0
        best = int(others.argmax())
        if others[best] <= CLEARLY * shares[own]:
            continue
        signals = example.found.matrix[:, _SIGNALS]
        if (signals[best] > signals[own]).all():
            yield Misplaced(
                layout.labels[own],
                example.text,
                layout.labels[best],
                float(shares[own]),
                float(others[best]),
            )


def suspects(generation: Generation, labels: Collection[str] | None = None) -> frozenset[int]:
    """Documents that may be misplaced: some other entry holds a nearer text than their own does.

    With ``labels``, only what belongs to one of these entries or is drawn to one. No other variant can be
    misplaced, because the nearest text is one of the signals that must all agree.
    """
    layout = generation.layout
    questions = generation.vectors.vectors()[: layout.question_count]
    owners = layout.questions.owners
    faq = np.flatnonzero(layout.of_kind[Kind.FAQ][owners])
    chosen = np.array([labels is None or label in labels for label in layout.labels])[owners[faq]]
    nearest_own = _nearest_own(questions, owners)
    rows = np.concatenate(
        [
            _drawn(faq[chosen], faq, questions, owners, nearest_own),
            _drawn(faq[~chosen], faq[chosen], questions, owners, nearest_own),
        ]
    )
    return frozenset(map(int, rows))


def _nearest_own(questions: Floats, owners: Rows) -> Floats:
    """Cosine of each text with the nearest other one of its label, shape (questions,)."""
    found = np.full(len(owners), -1.0, dtype=np.float32)
    bounds = np.flatnonzero(np.diff(owners)) + 1
    for rows in np.split(np.arange(len(owners)), bounds):
        alike = questions[rows] @ questions[rows].T
        np.fill_diagonal(alike, -1.0)
        found[rows] = alike.max(axis=1, initial=-1.0)
    return found


def _drawn(rows: Rows, rivals: Rows, questions: Floats, owners: Rows, nearest_own: Floats) -> Rows:
    """Those of ``rows`` to which a rival of another label is nearer than any text of their own."""
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        alike = questions[part] @ questions[rivals].T
        alike[owners[part][:, None] == owners[rivals]] = -1.0
        found.append(part[alike.max(axis=1, initial=-1.0) > nearest_own[part]])
    return np.concatenate(found)


def _mean_questions(generation: Generation, positions: NDArray[np.int64]) -> Floats:
    """Unit mean of the vectors of each label's own questions, centred, shape (positions, dimension)."""
    layout = generation.layout
    questions = generation.vectors.vectors()[: layout.question_count]
    centred = questions - questions.mean(axis=0)
    own = np.array([d.role is not TextRole.HEARD for d in generation.documents[: layout.question_count]])
    owners = layout.questions.owners
    means = np.stack([centred[own & (owners == position)].mean(axis=0) for position in positions])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


def twin_entries(generation: Generation) -> Iterator[Twins]:
    """Pairs of entries whose questions mean the same, most alike first."""
    layout = generation.layout
    positions = np.flatnonzero(layout.of_kind[Kind.FAQ])
    if len(positions) < 2:
        return
    means = _mean_questions(generation, positions)
    alike = np.triu(means @ means.T, k=1)
    order = np.argsort(-alike, axis=None)
    for first, second in zip(*np.unravel_index(order, alike.shape), strict=True):
        if alike[first, second] < TWINS:
            return
        labels = (layout.labels[positions[first]], layout.labels[positions[second]])
        yield Twins(*labels, similarity=float(alike[first, second]))


def _line_of(item: Located, text: str) -> int:
    """The line of ``text`` in the entry's file, or that of the entry."""
    lines = item.file.read_text("utf-8").splitlines() if item.file.exists() else []
    found = (n for n, line in enumerate(lines[item.line - 1 :], start=item.line) if text in line)
    return next(found, item.line)


def index_problems(generation: Generation, model: RankerModel) -> list[Problem]:
    """What the index shows to be wrong with the entries, as ``labordesk kb check`` prints it."""
    located = {item.entry.id: item for item in generation.base.located}
    problems = []
    for variant in misplaced_variants(generation, model, suspects(generation)):
        item = located[variant.entry]
        message = f"「{variant.text}」更像 {variant.nearer}：請改寫、移過去或刪除"
        line = _line_of(item, variant.text)
        problems.append(Problem(item.file, line, f"{variant.entry}.variants", message))
    for twins in twin_entries(generation):
        item = located[twins.entry]
        message = f"和 {twins.other} 問同一件事（相似度 {twins.similarity:.2f}）：請合併"
        problems.append(Problem(item.file, item.line, f"{twins.entry}.question", message))
    return problems
