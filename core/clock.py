"""Local time of the bureau; every decision takes the time as an argument, this is its source."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
# Less is slewed, and a leap second.
_SET_BACK_SECONDS = 5.0


def utc_now() -> datetime:
    """Now, aware, in UTC: what the database keeps."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Now, aware, in Asia/Taipei: what people read."""
    return datetime.now(TAIPEI)


def local_time(at: datetime) -> str:
    """An aware time as people here read it: 2026-11-26 19:05."""
    return f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"


def local_day(at: datetime) -> date:
    """The day in Asia/Taipei of an aware time."""
    return at.astimezone(TAIPEI).date()


class SetBack:
    """Tells when the clock of the machine was set back, as NTP does after it went wrong."""

    def __init__(
        self, now: Callable[[], datetime] = utc_now, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """``seconds`` count on whatever is done to the clock ``now``."""
        self._now, self._seconds = now, seconds
        self._ahead = self._difference()

    def _difference(self) -> float:
        return self._now().timestamp() - self._seconds()

    def happened(self) -> bool:
        """Whether it went back by more than a few seconds since this was asked last."""
        before, self._ahead = self._ahead, self._difference()
        return self._ahead < before - _SET_BACK_SECONDS
