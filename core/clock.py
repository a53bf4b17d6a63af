"""Local time of the bureau; every decision takes the time as an argument, this is its source."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import holidays

TAIPEI = ZoneInfo("Asia/Taipei")


def utc_now() -> datetime:
    """Now, aware, in UTC: what the database keeps."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Now, aware, in Asia/Taipei: what people read."""
    return datetime.now(TAIPEI)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Taiwan's public holidays of ``year`` (package ``holidays``)."""
    return frozenset(holidays.country_holidays("TW", years=year))


def is_closed(day: date) -> bool:
    """Whether offices rest on ``day``: a Saturday, a Sunday or a public holiday."""
    return day.weekday() >= 5 or day in public_holidays(day.year)
