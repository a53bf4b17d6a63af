"""What the reader of messages learns from: what was said, amid which topic, and what was meant by it.

One text is a message beside the question of its topic and the words that were asked before, as
`reader.as_read` writes it. Who learns from right topics only trusts each topic: some messages stand beside a
neighbour of theirs.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.understanding.context import Context
from bot.understanding.dialogues import Dialogue
from bot.understanding.masking import without_names
from bot.understanding.reader import as_read
from bot.understanding.structure import WHOLE, Act
from knowledge.catalogue import Catalogue
from retrieval.evaluation.queries import LabelledQuery

# Single questions are many and much alike: so many of an entry are enough.
_MOST_OF_AN_ENTRY = 40
# This share of the turns is read beside a wrong topic as well.
_STRAYS = 0.3


@dataclass(frozen=True, slots=True)
class TuningExample:
    """A text, the entries that are right (none: no entry answers it) and the points, none where none is
    asked."""

    text: str
    entries: tuple[str, ...]
    points: tuple[str, ...] = ()


def of_conversations(
    conversations: Sequence[Dialogue], catalogue: Catalogue, chance: random.Random
) -> Iterator[TuningExample]:
    """The turns that ask or tell something, beside their topic, some of them beside a wrong one."""
    for conversation in conversations:
        context = Context(language=conversation.locale)
        for turn in conversation.turns:
            entries = tuple(entry for entry in turn.asked.entries if entry in catalogue)
            is_outside = Act.OUTSIDE in turn.acts and not turn.asked.entries
            if entries or is_outside:
                asks = Act.QUESTION in turn.acts and bool(entries)
                points = tuple(point or WHOLE for point in turn.asked.points) if asks else ()
                says = without_names(turn.says)
                for beside in (context, *_stray(context, entries, catalogue, chance)):
                    yield TuningExample(as_read(says, beside, catalogue), entries, points)
            if entries:
                entry = context.topic if context.topic in entries else entries[0]
                context = context.after(str(entry), turn.asked.points[0], turn.says)


def _stray(
    context: Context, entries: tuple[str, ...], catalogue: Catalogue, chance: random.Random
) -> tuple[Context, ...]:
    if context.topic not in entries or chance.random() > _STRAYS:
        return ()
    related = [one for one in catalogue[str(context.topic)].related if one not in entries]
    return (Context(chance.choice(related), asked=context.asked),) if related else ()


def of_questions(
    queries: Sequence[LabelledQuery], catalogue: Catalogue, chance: random.Random
) -> Iterator[TuningExample]:
    """Single questions, so many of each entry."""
    by_entry: dict[str, list[LabelledQuery]] = {}
    for query in queries:
        by_entry.setdefault(query.id, []).append(query)
    for asked in by_entry.values():
        for query in chance.sample(asked, min(len(asked), _MOST_OF_AN_ENTRY)):
            right = tuple(one for one in query.right if one in catalogue)
            yield TuningExample(as_read(query.text, Context(), catalogue), right)
