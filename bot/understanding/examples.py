"""What the heads and the choice of an entry learn from: turns with the context they were said in."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bot.understanding.context import Context
from bot.understanding.dialogues import DATA, Dialogue, ExpectedTurn, Wish
from bot.understanding.heads import APART, Head, Name
from bot.understanding.likeness import Floats
from bot.understanding.ridge import LeftOut, Targets
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

    ``points`` are those that are right, `WHOLE` for the entry as a whole; ``entries`` those that are meant;
    ``topic`` the running one.
    """

    text: str
    author: str
    acts: tuple[Act, ...] | None = None
    points: tuple[str, ...] | None = None
    follows: bool | None = None
    entries: tuple[str, ...] | None = None
    topic: str = ""


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
    entries = tuple(map(str, turn.asked.entries)) if asks else None
    return Example(turn.says, said.author, turn.acts, points, follows, entries, context.topic or "")


def labels_of(example: Example, name: Name) -> tuple[str, ...] | None:
    """What an example teaches a head; None for nothing."""
    if name is Name.ACTS:
        return None if example.acts is None else tuple(act.value for act in example.acts)
    if name is Name.POINTS:
        return example.points
    if name is Name.ENTRIES:
        return example.entries
    return None if example.follows is None else (str(example.follows),)


def matter_of(example: Example, name: Name) -> str:
    """What an example is about, for the head that learns from it; "" for nothing in particular."""
    if name is Name.POINTS:
        return example.entries[0] if example.entries else ""
    return example.topic if name is Name.FOLLOWS else ""


def left_out_of(kernel: Floats, examples: Sequence[Example], told: Targets) -> dict[str, Head]:
    """For each author the head that learned ``told`` without having read the author."""
    authors = np.array([example.author for example in examples])
    left_out = LeftOut.fit(kernel, told)
    own = {author: authors == author for author in {*authors.tolist()} - {OTHERS}}
    return {author: left_out.head(is_own[told.rows]) for author, is_own in sorted(own.items())}


def targets(examples: Sequence[Example], name: Name) -> Targets:
    """What the head ``name`` learns from those of ``examples`` that teach it; several right points or entries
    share one."""
    told = [(row, found) for row, one in enumerate(examples) if (found := labels_of(one, name))]
    labels = tuple(sorted({label for _, found in told for label in found}))
    right = np.zeros((len(told), len(labels)), dtype=np.float32)
    for index, (_, found) in enumerate(told):
        share = 1.0 if name is Name.ACTS else 1 / len(found)
        right[index, [labels.index(label) for label in found]] = share
    rows = np.array([row for row, _ in told])
    matters = [matter_of(examples[row], name) for row, _ in told]
    return Targets(rows, labels, right, matters, APART[name])
