"""What the heads and the choice of an entry learn from: turns with the context they were said in."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.understanding.context import Context
from bot.understanding.dialogues import DATA, Dialogue, ExpectedTurn, Wish
from bot.understanding.heads import Floats, Head, LeftOut, Name
from bot.understanding.structure import WHOLE, Act, act_of
from knowledge.intents import Intent, Kind
from retrieval.evaluation.queries import OUT_OF_SCOPE
from retrieval.index.documents import training_queries

OTHERS = "others"
# Opening questions are many and much alike: every so many of them is enough.
_EVERY = 6


@dataclass(frozen=True, slots=True)
class TurnExample:
    """A turn with the context that the turns before it make, were they all understood rightly."""

    turn: ExpectedTurn
    context: Context
    author: str
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with a label for each head; None where it says nothing about that head.

    ``points`` are those that are right, `WHOLE` for the entry as a whole.
    """

    text: str
    author: str
    acts: tuple[Act, ...] | None = None
    points: tuple[str, ...] | None = None
    follows: bool | None = None


def in_context(conversations: Sequence[Dialogue]) -> list[TurnExample]:
    """Every turn with its context."""
    found = []
    for conversation in conversations:
        context = Context(language=conversation.locale)
        for turn in conversation.turns:
            found.append(TurnExample(turn, context, conversation.author, conversation.id))
            if entries := turn.asked.entries:
                entry = context.topic if context.topic in entries else entries[0]
                context = context.after(str(entry), turn.asked.points[0])
    return found


def head_examples(
    said: Sequence[TurnExample], wishes: Sequence[Wish], intents: Sequence[Intent]
) -> list[Example]:
    """What the heads learn from: conversations, wishes, ways to ask for a point, the intents that staff keep,
    opening questions."""
    found = [_of_turn(one) for one in said]
    found += [Example(wish.says, wish.author, acts=(wish.act,)) for wish in wishes]
    found += [Example(text, OTHERS, (Act.QUESTION,), (point,), follows=True) for point, text in _asked_so()]
    for intent in intents:
        for text in intent.examples:
            if intent.kind is Kind.ASPECT:
                found.append(Example(text, OTHERS, (Act.QUESTION,), (intent.id,), follows=True))
            elif intent.kind is Kind.DIALOGUE:
                found.append(Example(text, OTHERS, acts=(act_of(intent.id),)))
            else:
                found.append(Example(text, OTHERS, acts=(Act.OUTSIDE,), follows=False))
    for _, query in training_queries()[::_EVERY]:
        act = Act.OUTSIDE if query.id == OUT_OF_SCOPE else Act.QUESTION
        found.append(Example(query.text, OTHERS, acts=(act,), follows=False))
    return found


@cache
def _asked_so() -> tuple[tuple[str, str], ...]:
    """How people ask for each point of a running topic (`WHOLE`: for another case of it): (point, text)."""
    with (DATA / "own" / "points.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["point"], row["text"]) for row in csv.DictReader(file))


def _of_turn(said: TurnExample) -> Example:
    turn, context = said.turn, said.context
    asks = Act.QUESTION in turn.acts and bool(turn.asked.entries)
    points = tuple(point or WHOLE for point in turn.asked.points) if asks else None
    follows = None
    if asks:
        follows = context.topic is not None and context.topic in turn.asked.entries
    return Example(turn.says, said.author, turn.acts, points, follows)


def labels_of(example: Example, name: Name) -> tuple[str, ...] | None:
    """What an example teaches a head; None for nothing."""
    if name is Name.ACTS:
        return None if example.acts is None else tuple(act.value for act in example.acts)
    if name is Name.POINTS:
        return example.points
    return None if example.follows is None else (str(example.follows),)


def fit_head(kernel: Floats, examples: Sequence[Example], name: Name) -> Head:
    """The head ``name`` from those of ``examples`` that teach it."""
    return Head.fit(kernel, *_targets(examples, name))


def left_out_scores(
    kernel: Floats, examples: Sequence[Example], name: Name
) -> tuple[tuple[str, ...], Floats]:
    """The labels, and the scores of each author's examples by a head that has not read the author."""
    rows, labels, target = _targets(examples, name)
    authors = np.array([example.author for example in examples])
    scores = np.zeros((len(examples), len(labels)), dtype=np.float32)
    left_out = LeftOut.fit(kernel, rows, labels, target)
    for author in sorted({*authors.tolist()} - {OTHERS}):
        own = authors == author
        scores[own] = left_out.head(own[rows]).scores(kernel[own])
    return labels, scores


def _targets(examples: Sequence[Example], name: Name) -> tuple[NDArray[np.int64], tuple[str, ...], Floats]:
    """The rows that teach the head, its labels, and what is right; several right points share one target."""
    told = [(row, found) for row, one in enumerate(examples) if (found := labels_of(one, name))]
    labels = tuple(sorted({label for _, found in told for label in found}))
    target = np.zeros((len(told), len(labels)), dtype=np.float32)
    for index, (_, found) in enumerate(told):
        share = 1.0 if name is Name.ACTS else 1 / len(found)
        target[index, [labels.index(label) for label in found]] = share
    return np.array([row for row, _ in told]), labels, target
