"""What differs between two payloads of a record, field by field, told so that a reviewer can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from knowledge.labels import VALUES, field_label, value_label

# Below this likeness two lines are shown whole instead of letter by letter.
_ALIKE = 0.4
# Fields whose names are values of an enumeration.
_KEYED = {"variants": "register", "points": "point"}


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The changed lines of one field; each line is its pieces in order."""

    field: str
    label: str
    lines: tuple[tuple[Piece, ...], ...]


def as_lines(value: Any, field: str = "", indent: str = "") -> Iterator[str]:
    """A value of a payload as indented lines with the words staff use."""
    match value:
        case None | "":
            return
        case Mapping():
            for name, inner in value.items():
                label = VALUES.get(f"{_KEYED.get(field)}.{name}") or field_label(str(name))
                if isinstance(inner, list | Mapping):
                    nested = list(as_lines(inner, str(name), indent + "　"))
                    yield from [f"{indent}{label}：", *nested] if nested else []
                elif inner not in (None, ""):
                    yield f"{indent}{label}：{value_label(str(name), inner)}"
        case list():
            for number, inner in enumerate(value, start=1):
                if isinstance(inner, Mapping):
                    yield f"{indent}（{number}）"
                yield from as_lines(inner, field, indent)
        case _:
            yield from (indent + line for line in value_label(field, value).split("\n"))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields in which ``after`` differs from ``before``, in the order of ``after``."""
    found = []
    for field in dict.fromkeys((*after, *before)):
        old = list(as_lines(before.get(field), field))
        new = list(as_lines(after.get(field), field))
        if old != new:
            found.append(Difference(field, field_label(field), tuple(_changed_lines(old, new))))
    return tuple(found)


def _changed_lines(old: list[str], new: list[str]) -> Iterator[tuple[Piece, ...]]:
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if kind == "replace" and j - i == n - k:
            for left, right in zip(old[i:j], new[k:n], strict=True):
                yield from _within(left, right)
            continue
        yield from ((Piece(Mark.REMOVED, line),) for line in old[i:j])
        yield from ((Piece(Mark.ADDED, line),) for line in new[k:n])


def _within(left: str, right: str) -> Iterator[tuple[Piece, ...]]:
    """One line with its changed letters, or the two lines when they have little in common."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield (Piece(Mark.REMOVED, left),)
        yield (Piece(Mark.ADDED, right),)
        return
    pieces = []
    for kind, i, j, k, n in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Mark.SAME, left[i:j]))
        else:
            pieces += [Piece(Mark.REMOVED, left[i:j])] if i < j else []
            pieces += [Piece(Mark.ADDED, right[k:n])] if k < n else []
    yield tuple(pieces)
