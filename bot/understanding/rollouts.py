"""What the choice of an entry learns from: conversations as they should go, and as it would hold them itself.

Who learns from right contexts only, never sees what follows its own mistakes: a wrong topic stays wrong. So
the choice is fitted to right contexts first, and then to those as well that it comes to by itself (DAgger:
Ross, Gordon & Bagnell 2011, A Reduction of Imitation Learning and Structured Prediction).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.candidates import NONE, Cues, candidates, kept, rows, shares_of
from bot.understanding.context import Context
from bot.understanding.likeness import Floats
from bot.understanding.reader import read_beside
from knowledge.intents import Kind
from retrieval.engine import Engine

Group = tuple[Floats, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A turn that asks something: what is searched, the acceptable ``entries`` (none: no entry answers it),
    the ``point`` asked, and what the heads say of it amid a topic."""

    text: str
    entries: tuple[str, ...]
    point: str | None
    cues: Callable[[str], Cues]


class Rollouts:
    """Conversations to hold; what was searched once is remembered for the next time."""

    def __init__(self, engine: Engine, talks: Sequence[Sequence[AskedTurn]]) -> None:
        self._engine, self._talks = engine.for_one_message(), talks
        self._layout, self._catalogue = engine.generation.layout, engine.catalogue
        self._is_faq = self._layout.of_kind[Kind.FAQ]

    def openings(self) -> list[Group]:
        """The candidates of each turn that opens a conversation, and which of them are right."""
        groups = (_group(*self._rows(talk[0], Context()), talk[0]) for talk in self._talks if talk)
        return [group for found in groups for group in found]

    def groups(self, opening: Floats, weights: Floats | None = None, strays: bool = False) -> list[Group]:
        """The candidates of each turn that has a topic, and which of them are right.

        The weights of the choice, at the ``opening`` and amid a topic, tell what is thought of beside the
        topic, nothing where they are None; who ``strays`` goes on with the entry that they choose, else with
        a right one.
        """
        found = [group for talk in self._talks for group in self._held(talk, opening, weights, strays)]
        return found if strays else found + list(self._leaps())

    def _held(
        self, talk: Sequence[AskedTurn], opening: Floats, weights: Floats | None, strays: bool
    ) -> Iterator[Group]:
        context = Context()
        for turn in talk:
            ids, matrix = self._rows(turn, context)
            known = opening if context.topic is None else weights
            if context.topic is not None:
                yield from _group(ids, matrix, turn)
            shares = np.zeros(len(ids)) if known is None else shares_of(known, matrix)
            chosen = ids[int(np.argmax(shares))]
            entries = [(ids[int(i)], float(shares[int(i)])) for i in np.argsort(-shares)]
            thought_of = () if known is None else kept(entries)
            right = context.topic if context.topic in turn.entries else next(iter(turn.entries), NONE)
            if entry := chosen if strays else right:
                context = context.after(entry, turn.point, turn.text, thought_of)

    def _leaps(self) -> Iterator[Group]:
        """The openings, said after another conversation: people leap."""
        before = ""
        for talk in self._talks:
            entries = [turn.entries for turn in talk if turn.entries]
            if talk and before and before not in talk[0].entries:
                yield from _group(*self._rows(talk[0], Context(before)), talk[0])
            before = entries[-1][0] if entries else before

    def _rows(self, turn: AskedTurn, context: Context) -> tuple[tuple[str, ...], Floats]:
        own = self._engine.score(turn.text)
        topic = self._catalogue.get(context.topic or "")
        beside = self._engine.score(turn.text, topic.question) if topic else own
        cues = turn.cues(topic.id if topic else "")
        reads = read_beside(self._engine, turn.text, context)
        ids = candidates(self._layout, own, beside, cues, reads, context)
        return ids, rows(ids, turn.text, own, beside, cues, reads, context, self._catalogue, self._layout)


def _group(ids: Sequence[str], matrix: Floats, turn: AskedTurn) -> Iterator[Group]:
    right = np.array([(one in turn.entries) if turn.entries else one == NONE for one in ids])
    if right.any():
        yield matrix, right
