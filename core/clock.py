"""Local time of the bureau; every decision takes the time as an argument, this is its source."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")


def utc_now() -> datetime:
    """Now, aware, in UTC: what the database keeps."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Now, aware, in Asia/Taipei: what people read."""
    return datetime.now(TAIPEI)
