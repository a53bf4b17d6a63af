"""Tables of a report (pure): none of their numbers that leaves the house points to a person."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from desk.reports.suppression import THRESHOLD, Hidden, Shown, few, suppress

NOTHING = "—"
NO_DATA = "無資料"
TOO_FEW = "筆數太少時不列出。"
# The slowest twentieth of fewer is one person.
_FEWEST_FOR_95 = 20
ShownValue = Shown | str


@dataclass(frozen=True, slots=True)
class Guarded:
    """A figure that leaves the house as ``shown``; inside it is ``real``."""

    shown: ShownValue
    real: ShownValue

    def __str__(self) -> str:
        return str(self.shown)


Cell = ShownValue | Guarded


def resolved(cell: Cell, inside: bool) -> ShownValue:
    """What is read of a figure."""
    if not isinstance(cell, Guarded):
        return cell
    return cell.real if inside else cell.shown


def guarded(shown: ShownValue, real: ShownValue) -> Cell:
    """A figure that is guarded where it has to be."""
    return real if shown == real else Guarded(shown, real)


def small(count: int) -> Cell:
    """A number that stands alone."""
    return guarded(few(count), count)


@dataclass(frozen=True, slots=True)
class FigureRow:
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

    def told(self, inside: bool) -> "FigureRow":
        """As it is read inside the house, or outside."""
        return FigureRow(self.label, resolved(self.now, inside), resolved(self.before, inside))


@dataclass(frozen=True, slots=True)
class Table:
    """One question with its answer; ``total`` is None where the lines do not add up to anything."""

    key: str
    title: str
    unit: str
    rows: tuple[FigureRow, ...]
    total: FigureRow | None = None
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

    def told(self, inside: bool) -> "Table":
        """As it is read inside the house, or outside."""
        total = self.total.told(inside) if self.total else None
        return replace(self, rows=tuple(row.told(inside) for row in self.rows), total=total)


@dataclass(frozen=True, slots=True)
class ReportSection:
    """Tables under one heading."""

    title: str
    tables: tuple[Table, ...]

    def told(self, inside: bool) -> "ReportSection":
        """As it is read inside the house, or outside."""
        return ReportSection(self.title, tuple(table.told(inside) for table in self.tables))


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
        FigureRow(label, guarded(here, count), guarded(there, count_before))
        for (label, count, count_before), here, there in zip(lines, now.cells, before.cells, strict=True)
    )
    sums = (sum(line[1] for line in lines), sum(line[2] for line in lines))
    total = FigureRow("合計", guarded(now.total, sums[0]), guarded(before.total, sums[1]))
    return Table(key, title, unit, rows, total, note, is_series)


def ranked(key: str, title: str, unit: str, counts: Iterable[tuple[str, int]], note: str = "") -> Table:
    """The most frequent, without total."""
    rows = tuple(FigureRow(label, small(count), NOTHING) for label, count in counts)
    return Table(key, title, unit, rows, note=note)


def share(part: int, rest: int) -> Cell:
    """``part`` of both as per cent, unless it would tell a small number."""
    if not part + rest:
        return NOTHING
    rate = f"{part / (part + rest):.0%}"
    tells = any(0 < count < THRESHOLD for count in (part, rest))
    return Guarded(NOTHING, rate) if tells else rate


def median(values: Sequence[float], unit: str) -> Cell:
    """The middle value, where there are enough values that it is nobody's own."""
    return _enough(values, THRESHOLD, statistics.median, unit)


def slowest(values: Sequence[float], unit: str) -> Cell:
    """What 95 of 100 values stay within (nearest rank), where there are enough of them."""
    return _enough(values, _FEWEST_FOR_95, lambda all_: sorted(all_)[ceil(0.95 * len(all_)) - 1], unit)


def _enough(
    values: Sequence[float], fewest: int, figure: Callable[[Sequence[float]], float], unit: str
) -> Cell:
    if not values:
        return NOTHING
    told = f"{figure(values):.1f} {unit}"
    return told if len(values) >= fewest else Guarded(NOTHING, told)
