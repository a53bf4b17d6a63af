"""How often somebody may do something, whichever of several app processes they come to.

A sliding window: what was done in this window, and of the one before it the share that still counts
(as Cloudflare and the package ``limits`` do it). Most people do far less than any rate allows, so each
process counts in its memory and tells the others, in the database, only of who has used up a part of the
rate: what it has not told is that part at most.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import time

from limits import RateLimitItem
from sqlalchemy.exc import SQLAlchemyError

from core import repository
from core.database import Database

# Untold is at most this part of a rate.
_PART = 16


@dataclass
class _Windows:
    """What this process counted in the window ``number`` and in the one before, and told of the former."""

    number: int
    now: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    refused_until: dict[str, float] = field(default_factory=dict)

    def move_to(self, number: int, moment: float) -> None:
        """Begin the window ``number``, unless it has begun."""
        if number == self.number:
            return
        self.before = self.now if number == self.number + 1 else Counter()
        self.number, self.now, self.told = number, Counter(), Counter()
        self.refused_until = {key: until for key, until in self.refused_until.items() if until > moment}


class Rates:
    """Counts against any number of rates; without a database for this process alone."""

    def __init__(
        self, database: Database | None = None, secret: str = "", clock: Callable[[], float] = time
    ) -> None:
        """Keys are written to the database as hashes keyed with ``secret``; ``clock`` gives Unix seconds."""
        self._database, self._secret, self._clock = database, secret.encode(), clock
        self._windows: dict[RateLimitItem, _Windows] = {}

    async def wait(self, rate: RateLimitItem, kind: str, name: str) -> float:
        """Count ``kind`` by ``name`` once more; the seconds to stay away, 0 where it is within the rate."""
        now, period = self._clock(), rate.get_expiry()
        number = int(now // period)
        windows = self._windows.setdefault(rate, _Windows(number))
        windows.move_to(number, now)
        key = f"{kind}:{name}"
        # Nobody stays away longer than a period, also when the clock was set back meanwhile.
        if 0.0 < (left := windows.refused_until.get(key, 0.0) - now) <= period:
            return left
        windows.now[key] += 1
        times, before = windows.now[key], windows.before[key]
        if self._database is not None and times + before > rate.amount // _PART:
            untold = times - windows.told[key]
            windows.told[key] = times
            try:
                times, before = await self._tell(self._database, f"{rate}:{key}", number, period, untold)
            except (SQLAlchemyError, OSError):  # each for itself until it is back
                if windows.number == number:
                    windows.told[key] -= untold
        # What was refused does not count: nobody waits longer for having tried.
        before = min(before, rate.amount)
        wait = _wait(times, before, rate.amount, period, now % period)
        if wait:
            windows.refused_until[key] = now + wait
        return wait

    async def tidy(self, now: datetime) -> None:
        """Forget the windows that no rate looks at any more; the longest is a day."""
        if self._database is not None:
            async with self._database.transaction() as session:
                await repository.forget_uses(session, now - timedelta(days=1))

    async def _tell(
        self, database: Database, name: str, number: int, period: int, untold: int
    ) -> tuple[int, int]:
        key = hmac.new(self._secret, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        ends_at = datetime.fromtimestamp((number + 1) * period, UTC)
        async with database.transaction() as session:
            times = await repository.count_use(session, key, number, untold, ends_at)
            return times, await repository.uses(session, key, number - 1)


def _wait(times: int, before: int, amount: int, period: int, elapsed: float) -> float:
    """Seconds until one more fits: ``times`` in this window, ``before`` in the last, ``elapsed`` of this."""
    if times + before * (1 - elapsed / period) <= amount:
        return 0.0
    if times <= amount:  # once enough of the last window has slid out
        return max((1 - (amount - times) / before) * period - elapsed, period / amount)
    return min(period - elapsed + period / amount, period)
