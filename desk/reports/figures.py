"""Tables of a report, as pages and files show them (pure): no number in them points to a person."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from desk.reports.suppression import THRESHOLD, Hidden, Shown, few, suppress

NOTHING = "—"
NO_DATA = "無資料"
TOO_FEW = "筆數太少時不列出。"
# The slowest twentieth of fewer is one person.
_FEWEST_FOR_95 = 20
Cell = Shown | str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: of the period, and of the period before."""

    label: str
    now: Cell
    before: Cell

    @property
    def change(self) -> str:
        """By how much it has changed; a dash where there is nothing to compare."""
        if not isinstance(self.now, int) or not isinstance(self.before, int) or not self.before:
            return NOTHING
        return f"{(self.now - self.before) / self.before:+.0%}"


@dataclass(frozen=True, slots=True)
class Table:
    """One question with its answer; ``total`` is None where the lines do not add up to anything."""

    key: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""
    is_series: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened in either period."""
        return all(cell in (0, NOTHING) for row in self.rows for cell in (row.now, row.before))

    @property
    def is_complete(self) -> bool:
        """Whether every number is shown."""
        return not any(isinstance(cell, Hidden) for row in self.rows for cell in (row.now, row.before))


@dataclass(frozen=True, slots=True)
class Part:
    """Tables under one heading."""

    title: str
    tables: tuple[Table, ...]


def counted(
    key: str,
    title: str,
    unit: str,
    counts: Iterable[tuple[str, int, int]],
    note: str = "",
    is_series: bool = False,
) -> Table:
    """A table of counts (label, period, period before) that add up, small ones suppressed."""
    lines = list(counts)
    now = suppress([line[1] for line in lines])
    before = suppress([line[2] for line in lines])
    rows = tuple(
        Row(label, here, there)
        for (label, _, _), here, there in zip(lines, now.cells, before.cells, strict=True)
    )
    return Table(key, title, unit, rows, Row("合計", now.total, before.total), note, is_series)


def ranked(key: str, title: str, unit: str, counts: Iterable[tuple[str, int]], note: str = "") -> Table:
    """The most frequent, without total."""
    rows = tuple(Row(label, few(count), NOTHING) for label, count in counts)
    return Table(key, title, unit, rows, note=note)


def share(part: int, rest: int) -> Cell:
    """``part`` of both as per cent, unless it would tell a small number."""
    if any(0 < count < THRESHOLD for count in (part, rest)) or not part + rest:
        return NOTHING
    return f"{part / (part + rest):.0%}"


def median(values: Sequence[float], unit: str) -> Cell:
    """The middle value, where there are enough values that it is nobody's own."""
    return _told(statistics.median(values), unit) if len(values) >= THRESHOLD else NOTHING


def slowest(values: Sequence[float], unit: str) -> Cell:
    """What 95 of 100 values stay within (nearest rank), where there are enough of them."""
    if len(values) < _FEWEST_FOR_95:
        return NOTHING
    return _told(sorted(values)[ceil(0.95 * len(values)) - 1], unit)


def _told(value: float, unit: str) -> str:
    return f"{value:.1f} {unit}"
