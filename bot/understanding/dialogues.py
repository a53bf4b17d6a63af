"""Conversations with what is expected of each turn, and single wishes: for learning, judging and the gate.

JSON lines, one conversation a line: ``{"id", "locale", "turns": [{"says", "expect": {"acts", "entry",
"point", "language", "second"?, "must"?, "must_not"?, "facts"?}}]}``. ``entry`` lists the acceptable ids,
none where nothing is to be answered; ``point`` is a name, null for the whole card, or a list of those
that are right.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.understanding.structure import Act
from knowledge.points import Point
from retrieval.errors import BadQueryFile
from retrieval.evaluation.records import read_text

DATA = Path(__file__).parent / "data"
# Of twenty conversations of an author fourteen are learned from, three are kept for choosing between what was
# learned, three are only judged.
_LEARNED, _OF = 7, 10


class Split(StrEnum):
    """What the material of an author is for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class ExpectedMatter:
    """What is right about one matter: any of ``entries``, any of ``points`` (None: the whole card)."""

    entries: tuple[str, ...]
    points: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ExpectedTurn:
    """One message of a conversation and what is right about it."""

    says: str
    acts: tuple[Act, ...]
    asked: ExpectedMatter
    language: str
    second: ExpectedMatter | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns in order; ``author`` is the folder it comes from."""

    id: str
    locale: str
    turns: tuple[ExpectedTurn, ...]
    author: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A single message that wants something done, or only asks about it."""

    says: str
    act: Act
    language: str
    author: str = ""


def split_of(key: str) -> Split:
    """What the conversation or wish of ``key`` is for, by a hash that nobody chooses."""
    number = int(hashlib.sha256(key.encode()).hexdigest(), 16)
    if number % _OF < _LEARNED:
        return Split.TRAIN
    return Split.VALIDATION if number // _OF % 2 else Split.TEST


def read_dialogues(file: Path, author: str = "") -> list[Dialogue]:
    """The conversations of a file.

    Raises:
        BadQueryFile: a line is no conversation of this form, with its number.
    """
    return [_conversation(file, number, data, author) for number, data in _lines(file)]


def read_wishes(file: Path, author: str = "") -> list[Wish]:
    """The wishes of a file.

    Raises:
        BadQueryFile: a line is no wish of this form, with its number.
    """
    found = []
    for number, data in _lines(file):
        try:
            found.append(Wish(str(data["says"]), Act(data["act"]), str(data["language"]), author))
        except (KeyError, ValueError, TypeError) as error:
            raise BadQueryFile(f"{file}:{number}: {type(error).__name__}: {error}") from None
    return found


def shipped(part: Split, folder: Path = DATA) -> tuple[list[Dialogue], list[Wish]]:
    """This part of the material of all authors."""
    talks, wishes = [], []
    for author in sorted(path for path in folder.iterdir() if (path / "dialogues.jsonl").exists()):
        talks += read_dialogues(author / "dialogues.jsonl", author.name)
        wishes += read_wishes(author / "wishes.jsonl", author.name)
    return (
        [talk for talk in talks if split_of(talk.id) is part],
        [wish for wish in wishes if split_of(wish.says) is part],
    )


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise BadQueryFile(f"{file}:{number}: {error}") from None
        if not isinstance(data, dict):
            raise BadQueryFile(f"{file}:{number}: an object was expected")
        yield number, data


def _conversation(file: Path, number: int, data: dict[str, Any], author: str) -> Dialogue:
    try:
        turns = tuple(_turn(turn["says"], turn["expect"]) for turn in data["turns"])
        return Dialogue(str(data["id"]), str(data.get("locale", "zh-Hant")), turns, author)
    except (KeyError, ValueError, TypeError) as error:
        raise BadQueryFile(f"{file}:{number}: {type(error).__name__}: {error}") from None


def _turn(says: str, expect: dict[str, Any]) -> ExpectedTurn:
    second = expect.get("second")
    return ExpectedTurn(
        str(says),
        tuple(map(Act, expect["acts"])),
        _asked(expect),
        str(expect.get("language") or "zh-Hant"),
        _asked(second) if second else None,
        _words(expect.get("must")),
        _words(expect.get("must_not")),
    )


def _asked(expect: dict[str, Any]) -> ExpectedMatter:
    points = expect.get("point")
    several = points if isinstance(points, list) else [points]
    known = tuple(None if point is None else str(Point(point)) for point in several)
    return ExpectedMatter(_words(expect.get("entry")), known or (None,))


def _words(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value or ()))
