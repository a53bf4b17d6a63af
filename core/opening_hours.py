"""Hours in which people answer, as a pure value: open or not, and when next."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD_DAYS = 60
_PART = re.compile(
    r"^(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?\s+)?(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)$"
)
IsClosed = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Span:
    """Open from ``start`` to before ``end`` on the days ``days`` (0 is Monday)."""

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The week's opening hours; days on which the office rests are asked for at every call."""

    spans: tuple[Span, ...]

    @classmethod
    def parse(cls, text: str) -> "OpeningHours":
        """Hours as the setting writes them: ``mon-fri 08:30-12:00,13:30-17:30``.

        Parts are divided by commas; a part without days is for those of the part before.

        Raises:
            ValueError: what is wrong, and how it is written.
        """
        days: frozenset[int] = frozenset()
        spans = []
        for part in filter(None, (piece.strip() for piece in text.lower().split(","))):
            match = _PART.match(part)
            if match is None:
                raise ValueError(f"看不懂「{part}」，請寫成 mon-fri 08:30-12:00,13:30-17:30")
            if match["first"]:
                days = _days(match["first"], match["last"] or match["first"])
            start, end = (time.fromisoformat(match[name]) for name in ("start", "end"))
            if not days or start >= end:
                raise ValueError(f"「{part}」少了星期，或開始不早於結束")
            spans.append(Span(days, start, end))
        return cls(tuple(spans))

    def is_open(self, now: datetime, is_closed: IsClosed) -> bool:
        """Whether somebody should be there at the local time ``now``."""
        return any(start <= now < end for start, end in self._of(now.date(), now, is_closed))

    def next_opening(self, now: datetime, is_closed: IsClosed) -> datetime | None:
        """When it opens next after ``now``; None when it does not within two months."""
        for ahead in range(_LOOK_AHEAD_DAYS + 1):
            spans = self._of(now.date() + timedelta(days=ahead), now, is_closed)
            later = sorted(start for start, _ in spans if start > now)
            if later:
                return later[0]
        return None

    def _of(self, day: date, now: datetime, is_closed: IsClosed) -> list[tuple[datetime, datetime]]:
        if is_closed(day):
            return []
        return [
            (
                datetime.combine(day, span.start, tzinfo=now.tzinfo),
                datetime.combine(day, span.end, tzinfo=now.tzinfo),
            )
            for span in self.spans
            if day.weekday() in span.days
        ]


def _days(first: str, last: str) -> frozenset[int]:
    try:
        start, end = _DAYS.index(first), _DAYS.index(last)
    except ValueError:
        raise ValueError(f"星期請用 {'、'.join(_DAYS)}") from None
    return frozenset(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
