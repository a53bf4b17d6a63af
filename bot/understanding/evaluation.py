"""Conversations judged turn by turn: acts, entry, point, second matter, language, words of the reply.

The conversation runs on what the system itself understood, as it would with a citizen: a wrong topic stays
wrong until the person changes it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.understanding.dialogues import Dialogue, ExpectedMatter, ExpectedTurn
from bot.understanding.follow_ups import asks_point
from bot.understanding.structure import WHOLE, Act, Understanding


@dataclass(frozen=True, slots=True)
class Replied:
    """What came of one message; ``shown`` are the entries that were answered, ``offered`` those to choose.

    ``point`` is what was answered of the entry, None for the whole of it; ``told`` are other points that the
    reply tells: the rows of a card, and what may be meant as well (`WHOLE`: the answer of the entry).
    ``begins`` says that a form began.
    """

    understanding: Understanding
    shown: tuple[str, ...]
    offered: tuple[str, ...]
    words: str
    language: str | None
    point: str | None = None
    told: tuple[str, ...] = ()
    begins: bool = False


Chat = Callable[[str], Replied]


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """One turn: whether each side of it is right; None where nothing was expected of it."""

    conversation: str
    author: str
    place: int
    expected: ExpectedTurn
    replied: Replied
    act: bool
    entry: bool | None
    point: bool | None
    second: bool | None
    language: bool
    words: bool

    @property
    def right(self) -> bool:
        """Whether the turn helps: act, entry and point are right, and so are the words of the reply."""
        return self.act and self.words and self.entry is not False and self.point is not False

    @property
    def helps(self) -> bool:
        """Whether the person got on, where `right` is strict.

        The right entry was asked back, to be pressed; the reply tells the point that was asked beside another
        one; what was wished began as a form; or the right answer was given to what is called another act.
        """
        if self.right:
            return True
        asked, replied = self.expected.asked, self.replied
        if not self.words or not asked.entries:
            return False
        if not replied.shown:
            return (self.act and replied.begins) or bool(set(asked.entries) & set(replied.offered))
        return self.tells_point

    @property
    def tells_point(self) -> bool:
        """Whether the reply tells the point that was asked of the right entry, alone or beside another."""
        is_beside = bool(set(self.replied.told) & {point or WHOLE for point in self.expected.asked.points})
        return bool(self.entry) and (bool(self.point) or is_beside)


@dataclass(frozen=True, slots=True)
class DialogueEvaluation:
    """All judged turns with the measures over them; shares are in 0..1."""

    turns: tuple[JudgedTurn, ...]

    @property
    def right(self) -> float:
        """Share of the turns that are right."""
        return _share(turn.right for turn in self.turns)

    @property
    def flawless(self) -> float:
        """Share of the conversations in which every turn is right."""
        return self._throughout(lambda turn: turn.right)

    @property
    def helpful(self) -> float:
        """Share of the turns that help; see `JudgedTurn.helps`."""
        return _share(turn.helps for turn in self.turns)

    @property
    def helpful_throughout(self) -> float:
        """Share of the conversations in which every turn helps."""
        return self._throughout(lambda turn: turn.helps)

    @property
    def second_questions(self) -> tuple[int, float]:
        """Number of the later turns that ask a point of an entry, and the share that is told that point."""
        found = [turn.tells_point for turn in self.turns if asks_point(turn.place, turn.expected)]
        return len(found), _share(found)

    def _throughout(self, good: Callable[[JudgedTurn], bool]) -> float:
        found: dict[str, bool] = {}
        for turn in self.turns:
            found[turn.conversation] = found.get(turn.conversation, True) and good(turn)
        return _share(found.values())

    def by(self, key: Callable[[JudgedTurn], Iterable[str]]) -> dict[str, tuple[int, float]]:
        """Number of turns and share of right ones by what ``key`` says of a turn."""
        groups: dict[str, list[bool]] = {}
        for turn in self.turns:
            for name in key(turn):
                groups.setdefault(name, []).append(turn.right)
        return {name: (len(hits), _share(hits)) for name, hits in sorted(groups.items())}

    def confusions(self, count: int = 12) -> list[tuple[tuple[str, str], int]]:
        """The most frequent (expected act, understood act) pairs among the turns whose act is wrong."""
        pairs = Counter(
            (turn.expected.acts[0].value, turn.replied.understanding.acts[0].value)
            for turn in self.turns
            if not turn.act and turn.expected.acts and turn.replied.understanding.acts
        )
        return pairs.most_common(count)

    def as_json(self) -> dict[str, Any]:
        """Everything, for a machine."""
        return {
            "turns": len(self.turns),
            "right": round(self.right, 4),
            "conversations": len({turn.conversation for turn in self.turns}),
            "flawless": round(self.flawless, 4),
            "helpful": round(self.helpful, 4),
            "helpful_throughout": round(self.helpful_throughout, 4),
            "second_questions": self.second_questions,
            **{
                side: round(_share(v for turn in self.turns if (v := getattr(turn, side)) is not None), 4)
                for side in ("act", "entry", "point", "second", "language", "words")
            },
            "by_place": self.by(lambda turn: (str(turn.place),)),
            "by_act": self.by(lambda turn: [act.value for act in turn.expected.acts]),
            "by_point": self.by(lambda turn: [point or "whole" for point in turn.expected.asked.points[:1]]),
            "by_language": self.by(lambda turn: (turn.expected.language,)),
            "confusions": [[*pair, number] for pair, number in self.confusions()],
            "wrong": [
                {
                    "conversation": turn.conversation,
                    "turn": turn.place,
                    "says": turn.expected.says,
                    "acts": [act.value for act in turn.replied.understanding.acts],
                    "entry": list(turn.replied.shown),
                    "point": turn.replied.point,
                }
                for turn in self.turns
                if not turn.right
            ],
        }


def evaluate_dialogues(conversations: Sequence[Dialogue], begin: Callable[[str], Chat]) -> DialogueEvaluation:
    """Hold every conversation; ``begin`` starts a chat in a language."""
    found = []
    for conversation in conversations:
        chat = begin(conversation.locale)
        for place, expected in enumerate(conversation.turns, start=1):
            replied = chat(expected.says)
            found.append(_judge(conversation, place, expected, replied))
    return DialogueEvaluation(tuple(found))


def _judge(conversation: Dialogue, place: int, expected: ExpectedTurn, replied: Replied) -> JudgedTurn:
    understood = replied.understanding
    entry = point = None
    if expected.asked.entries:
        entry = any(found in expected.asked.entries for found in replied.shown)
        point = _point(expected.asked, replied.point) if entry else None
    elif Act.QUESTION in expected.acts or Act.OUTSIDE in expected.acts:
        entry = not replied.shown
    second = None
    if expected.second:
        reached = {*replied.shown, *replied.offered} | (
            {understood.second.entry} if understood.second else set()
        )
        second = any(found in expected.second.entries for found in reached)
    return JudgedTurn(
        conversation.id,
        conversation.author,
        place,
        expected,
        replied,
        _act(expected.acts, understood.acts),
        entry,
        point,
        second,
        replied.language == expected.language,
        all(word in replied.words for word in expected.must)
        and not any(word in replied.words for word in expected.must_not),
    )


# Telling a fact, correcting one and asking about it get the same answer: the topic, with the fact.
_SAME = frozenset({Act.QUESTION, Act.FACT, Act.CORRECTION, Act.CALCULATE, Act.BACK})


def _act(expected: Sequence[Act], understood: Sequence[Act]) -> bool:
    if not understood:
        return False
    first = understood[0]
    return first in expected or (first in _SAME and bool(_SAME & set(expected)))


def _point(asked: ExpectedMatter, point: str | None) -> bool:
    return point in asked.points


def _share(values: Iterable[bool]) -> float:
    flags = [bool(value) for value in values]
    return sum(flags) / len(flags) if flags else 0.0
