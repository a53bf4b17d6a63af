"""Sentences of danger and look-alikes, by several authors: what the detector learns from and is judged by."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.safety import DangerKind

DATA = Path(__file__).parent / "data"
# Look-alikes have this kind.
NONE = "none"
# Entries that people in danger ask for as well.
NEAR_DANGER = ("sexual-harassment", "occupational-accident", "workplace-bullying", "migrant-rights-hotline")
AUTHORS = ("first", "second", "third", "fourth")
KINDS = (NONE, *map(str, DangerKind))
_JUDGED_IN_TEN = 3
_COLUMNS = {"text", "language", "kind"}


class BadExamples(ValueError):
    """A file that cannot be read as examples; the message names the line."""


@dataclass(frozen=True, slots=True)
class SafetyExample:
    """A sentence, the BCP 47 tag of its language, and a `DangerKind` or `NONE`."""

    text: str
    language: str
    kind: str

    @property
    def is_danger(self) -> bool:
        """Whether somebody may be in danger."""
        return self.kind != NONE

    @property
    def is_judged(self) -> bool:
        """Whether it is kept for the judging at the end and nothing learns from it: three in ten."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 10 < _JUDGED_IN_TEN


def read_examples(file: Path) -> tuple[SafetyExample, ...]:
    """The examples of a CSV file: text, language, kind.

    Raises:
        BadExamples: a column is missing or a kind is unknown.
    """
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for number, row in enumerate(rows, start=2):
        if not row.keys() >= _COLUMNS or row["kind"] not in KINDS or not row["text"]:
            allowed = "、".join(KINDS)
            raise BadExamples(f"{file}:{number}: 需要 text,language,kind 三欄，kind 是 {allowed} 其中一個")
    return tuple(SafetyExample(row["text"], row["language"], row["kind"]) for row in rows)


def of_authors(names: Iterable[str] = AUTHORS) -> tuple[SafetyExample, ...]:
    """What these authors wrote, in the order of their files."""
    return tuple(example for name in names for example in read_examples(DATA / f"{name}.csv"))
