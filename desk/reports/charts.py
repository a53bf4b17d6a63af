"""Where the bars of a chart stand (pure); the template draws them as SVG, each with its table beside it."""

from dataclasses import dataclass

from desk.reports.figures import Cell, Table

WIDTH = 720
_LABELS = 190  # room for the labels on the left
_NUMBERS = 80  # and for the numbers on the right
_LINE = 26
_SERIES_HEIGHT = 150
_FOOT = 22
_LABELS_ON_SERIES = 10
_LABEL_LETTERS = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label and number; lengths in the units of the drawing."""

    label: str
    text: str
    x: float
    y: float
    width: float
    height: float
    is_labelled: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of ``width`` by ``height``."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    is_series: bool
    top: int


def chart(table: Table) -> Chart | None:
    """The chart of a table, None where there is nothing to draw."""
    numbers = [row.now for row in table.rows if isinstance(row.now, int)]
    top = max(numbers, default=0)
    if table.total is None or top <= 0:
        return None
    return _series(table, top) if table.is_series else _lines(table, top)


def _length(cell: Cell, top: int, room: float) -> float:
    return round(max(0, cell) / top * room, 1) if isinstance(cell, int) else 0.0


def _lines(table: Table, top: int) -> Chart:
    room = WIDTH - _LABELS - _NUMBERS
    bars = tuple(
        Bar(
            _short(row.label),
            str(row.now),
            _LABELS,
            index * _LINE + 4,
            _length(row.now, top, room),
            _LINE - 8,
        )
        for index, row in enumerate(table.rows)
    )
    return Chart(bars, WIDTH, _LINE * len(bars), False, top)


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1]}…"


def _series(table: Table, top: int) -> Chart:
    step = WIDTH / len(table.rows)
    every = -(-len(table.rows) // _LABELS_ON_SERIES)
    bars = []
    for index, row in enumerate(table.rows):
        height = _length(row.now, top, _SERIES_HEIGHT)
        x, y = round(index * step + step * 0.15, 1), _SERIES_HEIGHT - height + 14
        bars.append(Bar(row.label, str(row.now), x, y, round(step * 0.7, 1), height, index % every == 0))
    return Chart(tuple(bars), WIDTH, _SERIES_HEIGHT + 14 + _FOOT, True, top)
