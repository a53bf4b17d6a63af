"""Local time of the bureau; every decision takes the time as an argument, this is its source."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.calendar import PUBLIC

TAIPEI = ZoneInfo("Asia/Taipei")


def utc_now() -> datetime:
    """Now, aware, in UTC: what the database keeps."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Now, aware, in Asia/Taipei: what people read."""
    return datetime.now(TAIPEI)


def is_closed(day: date) -> bool:
    """Whether offices rest on ``day`` by the public calendar; a `Calendar` knows closures as well."""
    return PUBLIC.is_closed(day)
