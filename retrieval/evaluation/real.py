"""What people really asked the labour agencies, labelled by a hash: their words stay outside the repository.

``data/real_labels.csv`` tells of each question which entries answer it (``answered``), which one treats its
topic but not its point (``near``), or that it is a labour matter of no entry (``far``) or another matter
(``other``). One half of the questions is to learn from, the other one to measure on.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from retrieval.errors import BadQueryFile
from retrieval.evaluation.queries import DATA, OUT_OF_SCOPE, LabelledQuery
from retrieval.evaluation.records import read_records

LABELS = DATA / "real_labels.csv"
FILES = ("real_questions.csv", "real_offtopic.csv")
_ANSWERED = "answered"
_NEAR, _FAR = "near", "far"


class Half(StrEnum):
    """What a labelled question may be used for; its hash decides."""

    LEARN = "learn"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Missing:
    """How many labelled questions no entry answers: ``points`` by the entry that treats the topic but not the
    point asked, the most first; ``matters`` are labour questions whose topic no entry treats.

    A question that two entries treat counts for both.
    """

    points: tuple[tuple[str, int], ...]
    matters: int


def missing() -> Missing:
    """What the labels of both halves say is missing; the questions themselves are not needed."""
    rows = [row for _, row in read_records(LABELS)]
    near = [str(row["entry"]).split("|") for row in rows if row["label"] == _NEAR]
    counted = Counter(entry for entries in near for entry in entries)
    return Missing(tuple(counted.most_common()), sum(row["label"] == _FAR for row in rows))


def hash_of(text: str) -> str:
    """The name of a question in `LABELS`: the first 16 hex digits of the SHA-256 of its UTF-8 text."""
    return sha256(text.strip().encode()).hexdigest()[:16]


def half_of(name: str) -> Half:
    """The half that the question of this hash belongs to."""
    return Half.MEASURE if int(name[-1], 16) % 2 else Half.LEARN


def read_real(folder: Path, half: Half, known: Collection[str]) -> list[LabelledQuery]:
    """The labelled questions of one half, their texts from ``folder``; ``known`` are the entries that exist.

    Raises:
        BadQueryFile: a file is missing or unreadable, or holds none of the labelled questions.
    """
    labels = {str(row["hash"]): row for _, row in read_records(LABELS)}
    found: dict[str, LabelledQuery] = {}
    for name in FILES:
        for _, row in read_records(folder / name):
            text = str(row.get("query") or "").strip()
            key = hash_of(text)
            if key in labels and half_of(key) is half:
                found[key] = _labelled(text, labels[key], known)
    if not found:
        raise BadQueryFile(f"{folder}: none of the questions of {LABELS.name}")
    return list(found.values())


def _labelled(text: str, row: dict[str, object], known: Collection[str]) -> LabelledQuery:
    group = str(row["label"])
    ids = tuple(i for i in str(row["entry"] or "").split("|") if i in known)
    if group == _ANSWERED and ids:
        return LabelledQuery(text, ids[0], ids[1:], group=group)
    return LabelledQuery(text, OUT_OF_SCOPE, treated=ids if group == _NEAR else (), group=group)
