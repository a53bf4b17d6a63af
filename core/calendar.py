"""On which days the offices are open: Taiwan's public calendar, and what staff entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

_NONE: Mapping[date, str] = MappingProxyType({})
_WEEKDAYS = "一二三四五六日"


@cache
def _public(year: int) -> holidays.HolidayBase:
    """Taiwan's holidays of ``year`` and its make-up working days (package ``holidays``)."""
    return holidays.country_holidays("TW", years=year, language="zh_TW")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that staff entered (typhoon, make-up day), with the reason; others follow the public calendar."""

    closures: Mapping[date, str] = field(default_factory=lambda: _NONE)
    openings: Mapping[date, str] = field(default_factory=lambda: _NONE)

    def holiday(self, day: date) -> str | None:
        """Name of the holiday or closure on ``day``, or None; a weekend is none."""
        if day in self.closures:
            return self.closures[day]
        return None if day in self.openings else _public(day.year).get(day)

    def closed_because(self, day: date) -> str | None:
        """Why the offices rest on ``day``, or None when they are open."""
        if holiday := self.holiday(day):
            return holiday
        is_weekend = day.weekday() >= 5 and day not in _public(day.year).weekend_workdays
        return f"星期{_WEEKDAYS[day.weekday()]}" if is_weekend and day not in self.openings else None

    def is_closed(self, day: date) -> bool:
        """Whether the offices rest on ``day``."""
        return self.closed_because(day) is not None

    def open_from(self, day: date) -> date:
        """``day``, or the next day on which the offices are open (行政程序法第 48 條第 4 項)."""
        while self.is_closed(day):
            day += timedelta(days=1)
        return day


PUBLIC = Calendar()
"""Nothing entered: the public calendar."""
