"""Back-off after failed sign-ins, counted by what is tried and not by where from.

A service counter shares one address, so an address is never locked. An account that does not exist is
counted like one that does.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import Problem
from desk.auth import repository

FREE_FAILURES = 4
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)


class TooManyFailures(Problem):
    """Wait before the next try; ``Retry-After`` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, ceil(wait.total_seconds()))
        told = f"{seconds} 秒" if seconds < 120 else f"{ceil(seconds / 60)} 分鐘"
        super().__init__(f"錯誤太多次，請等 {told}再試；忘記密碼請洽系統管理重設")
        self.headers = {"Retry-After": str(seconds)}


def wait_after(failures: int) -> timedelta:
    """How long to wait after that many failures in a row: none, then 15 s doubling up to 15 minutes."""
    over = failures - FREE_FAILURES
    return min(_FIRST_WAIT * 2 ** min(over - 1, 10), _LONGEST_WAIT) if over > 0 else timedelta(0)


def key_of(secret: str, kind: str, name: str, device: str = "") -> str:
    """Under what the failures of ``name`` are counted: hashed, for a mistyped login may be a password.

    A browser that has signed in before (``device``) is counted apart from everybody else.
    """
    return hmac.new(secret.encode(), f"{kind}:{name}:{device}".encode(), hashlib.sha256).hexdigest()


async def take_try(session: AsyncSession, key: str, now: datetime) -> None:
    """Count a try as failed before it is made, so that many at once gain nothing; `forget` takes it back.

    Raises:
        TooManyFailures: it comes too soon, or together with another.
    """
    await repository.forget_failures(session, now - FORGET_AFTER)
    row = await repository.failures_of(session, key)
    if row and (wait := row.failed_at + wait_after(row.failures) - now) > timedelta(0):
        raise TooManyFailures(wait)
    if not await repository.count_failure(session, key, row.failures if row else 0, now):
        raise TooManyFailures(timedelta(seconds=1))


async def forget(session: AsyncSession, key: str) -> None:
    """The sign-in succeeded."""
    await repository.clear_failures(session, key)
