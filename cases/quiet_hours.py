"""Quiet hours: when people are not written to unasked."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.clock import TAIPEI

_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` until ``end``, local time, usually over midnight; equal times mean never."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> "QuietHours":
        """``21:00-08:00``; empty = no quiet hours.

        Raises:
            ValueError: not such a span.
        """
        if not text.strip():
            return cls(time(), time())
        found = _SPAN.fullmatch(text.replace(" ", "").replace("–", "-").replace("：", ":"))
        if found is None:
            raise ValueError("QUIET_HOURS 要像 21:00-08:00；不要限制時請留空白")
        hour, minute, end_hour, end_minute = map(int, found.groups())
        return cls(time(hour, minute), time(end_hour, end_minute))

    def contain(self, moment: datetime) -> bool:
        """Whether ``moment`` (aware) lies in them."""
        at = moment.astimezone(TAIPEI).time()
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def next_open(self, moment: datetime) -> datetime:
        """``moment`` itself, or the end of the quiet hours that it lies in."""
        if not self.contain(moment):
            return moment
        local = moment.astimezone(TAIPEI)
        end = datetime.combine(local.date(), self.end, TAIPEI)
        return (end if end > local else end + timedelta(days=1)).astimezone(moment.tzinfo)
