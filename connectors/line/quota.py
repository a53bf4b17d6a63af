"""LINE's monthly quota of push messages: read from the platform, alarmed before it is used up.

https://developers.line.biz/en/reference/messaging-api/#get-quota
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile

import aiohttp
import structlog
from linebot.v3.messaging import ApiException, AsyncMessagingApi
from prometheus_client import Gauge

from cases.messaging import Purpose

ALARMS = (0.9, 0.7)
# What the library raises of an answer that it cannot read, and what asking LINE may end in.
UNREAD = (ValueError, LookupError, TypeError, AttributeError)
TROUBLE = (ApiException, aiohttp.ClientError, TimeoutError, OSError, *UNREAD)
_FRESH = timedelta(minutes=10)
_AGAIN = timedelta(minutes=1)
_USED = Gauge("labordesk_line_push_used_ratio", "Share of this month's LINE push budget that is used")
log = structlog.get_logger()


class Quota:
    """How many pushes are left this month.

    ``budget`` is our own limit below the plan's; ``kept`` is the share of it that is set aside for
    a purpose: what is less urgent (see the order of `Purpose`) may not use it.
    """

    def __init__(
        self, api: Callable[[], AsyncMessagingApi], budget: int | None, kept: Mapping[Purpose, float]
    ) -> None:
        self._api = api
        self._budget = budget
        self._kept = kept
        self._limit: int | None = budget
        self._used = 0
        self._read_at: datetime | None = None
        self._alarmed = 0.0

    @property
    def used_ratio(self) -> float:
        """Share of the limit that is used; 0 when there is no limit."""
        return self._used / self._limit if self._limit else float(self._limit == 0)

    def left(self, purpose: Purpose) -> int | None:
        """How many pushes ``purpose`` may still use, as last read; None when there is no limit."""
        if self._limit is None:
            return None
        more_urgent = takewhile(lambda other: other is not purpose, Purpose)
        kept = sum(int(self._limit * self._kept.get(other, 0.0)) for other in more_urgent)
        return max(0, self._limit - self._used - kept)

    async def allows_push(self, now: datetime, purpose: Purpose = Purpose.REPLY) -> bool:
        """Whether one more push is within the limit."""
        await self.refresh(now)
        left = self.left(purpose)
        return left is None or left > 0

    async def refresh(self, now: datetime) -> None:
        """Read quota and consumption when they are older than ten minutes; a minute after a failure."""
        if self._read_at is None or now - self._read_at > _FRESH:
            await self._read(now)

    def count_push(self) -> None:
        """Count a push that was accepted, and alarm when 70 or 90 % are used."""
        self._used += 1
        self._alarm()

    async def _read(self, now: datetime) -> None:
        try:
            quota = await self._api().get_message_quota(_request_timeout=5.0)
            consumption = await self._api().get_message_quota_consumption(_request_timeout=5.0)
        except TROUBLE as error:
            log.warning("line_quota_unreadable", reason=type(error).__name__)
            self._read_at = now - _FRESH + _AGAIN
            return
        known = [limit for limit in (quota.value, self._budget) if limit is not None]
        self._limit = min(known) if known else None
        self._used = int(consumption.total_usage)
        self._read_at = now
        self._alarm()

    def _alarm(self) -> None:
        ratio = self.used_ratio
        _USED.set(ratio)
        reached = next((level for level in ALARMS if ratio >= level), 0.0)
        if reached > self._alarmed:
            log.warning("line_push_budget", used=self._used, limit=self._limit, percent=int(reached * 100))
        self._alarmed = reached
