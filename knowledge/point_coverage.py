"""Which points the entries answer: the table of `labordesk kb check`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from knowledge.points import Point
from knowledge.schemas import Entry

# Every entry has these: its window, fee and legal basis are required.
_ALWAYS = frozenset({Point.WINDOW, Point.PHONE, Point.HOURS, Point.FEE, Point.LAW})
_FIELDS = {
    Point.DOCUMENTS: "documents",
    Point.FORMS: "forms",
    Point.DURATION: "duration",
    Point.DEADLINE: "time_limit",
    Point.ONLINE: "online",
}


class Presence(StrEnum):
    """How an entry stands to a point: answered, declared missing with whom to ask, or not thought of."""

    PRESENT = "present"
    MISSING = "missing"
    SILENT = "silent"


def presence(entry: Entry, point: Point) -> Presence:
    """How ``entry`` stands to ``point``, by its text or the structured field that answers it."""
    if point in entry.points or point in _ALWAYS or ((field := _FIELDS.get(point)) and getattr(entry, field)):
        return Presence.PRESENT
    return Presence.MISSING if any(item.point == point for item in entry.unconfirmed) else Presence.SILENT


def treats(entry: Entry, point: Point) -> bool:
    """Whether ``entry`` as staff keep it answers ``point``."""
    return presence(entry, point) is Presence.PRESENT


def presences(entries: Iterable[Entry]) -> dict[Point, Counter[Presence]]:
    """How many entries stand how to each point."""
    listed = tuple(entries)
    return {point: Counter(presence(entry, point) for entry in listed) for point in Point}


def silent(entries: Iterable[Entry]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """The entries that are silent on points, each with these."""
    for entry in entries:
        points = tuple(point for point in Point if presence(entry, point) is Presence.SILENT)
        if points:
            yield entry.id, points
