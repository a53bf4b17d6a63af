"""How long a platform asks us to wait."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(header: str | None, now: datetime) -> float | None:
    """The seconds of a ``Retry-After``, which may be a date (RFC 9110, 10.2.3); None when it says neither."""
    said = (header or "").strip()
    if said.isascii() and said.isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
