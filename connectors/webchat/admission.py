"""Who may chat, and how fast: the origin of a page, the pace of a session and of new sessions.

A service counter, a library or a dormitory shares one address. So a session that was opened is
counted by itself; only the opening of new ones is counted by address, and no flood of new
sessions shuts out those that are talking.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from math import ceil
from urllib.parse import urlsplit

from limits import RateLimitItem, parse
from starlette.requests import HTTPConnection

from core.client_address import is_own_machine, source_of, stands_for_many
from core.errors import Problem
from core.rate_limits import Rates

# Messages of one address that are answered side by side, that wait for it, and how long to stay away then.
_AT_ONCE, _QUEUE, _QUEUE_SECONDS = 4, 60, 5


class TooFast(Problem):
    """More messages than a person types; ``retry_after`` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"您送得太快了，請等 {retry_after} 秒再送一次。急事請撥 1999。")
        self.headers = {"Retry-After": str(retry_after)}


class ForeignOrigin(Problem):
    """A page of another site that was not allowed to use the chat."""

    status = HTTPStatus.FORBIDDEN


def _host_of(origin: str) -> str:
    """Host and port of a page's origin, "" where it has none (``null``) or is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class Admission:
    """Checks a chat message before it is worked on."""

    def __init__(
        self, origins: tuple[str, ...], session_rate: str, opening_rate: str, rates: Rates | None = None
    ) -> None:
        """``origins`` may embed the chat besides our own pages; rates are like ``600/minute``.

        With ``rates`` of a database several processes count together.
        """
        self._origins = frozenset(origin.rstrip("/") for origin in origins)
        self._session_rate = parse(session_rate)
        self._opening_rate = parse(opening_rate)
        self._rates = rates or Rates()
        self._turns: dict[str, tuple[asyncio.Semaphore, int]] = {}

    def check_origin(self, connection: HTTPConnection) -> None:
        """Let our own pages, allowed sites and programs without an origin in.

        Raises:
            ForeignOrigin: the page belongs to another site.
        """
        origin = connection.headers.get("origin")
        if origin is None or origin in self._origins or "*" in self._origins:
            return
        if _host_of(origin) not in {connection.headers.get("host", "").lower()} - {""}:
            raise ForeignOrigin("這個網站沒有開放使用對話：請管理者把網址加入 LABORDESK_WIDGET_ORIGINS。")

    async def admit(self, connection: HTTPConnection, session: str | None) -> None:
        """Count one message of ``session``, which was checked, or the opening of a new one.

        Raises:
            TooFast: the session, or the address with its new sessions, is over its rate.
        """
        if session:
            await self._count(self._session_rate, "session", session)
            return
        address = source_of(connection.client)
        # Behind a proxy that does not say who asks, everybody would share this machine's own address.
        if not is_own_machine(address):
            await self._count(self._opening_rate, "address", address)

    @asynccontextmanager
    async def turn(self, connection: HTTPConnection) -> AsyncIterator[None]:
        """A message is being answered: a few of one address at a time, the others of it queue.

        Raises:
            TooFast: too many of this address queue already.
        """
        address = source_of(connection.client)
        if stands_for_many(address):
            yield
            return
        at_work, waiting = self._turns.get(address, (asyncio.Semaphore(_AT_ONCE), 0))
        if waiting >= _AT_ONCE + _QUEUE:
            raise TooFast(_QUEUE_SECONDS)
        self._turns[address] = (at_work, waiting + 1)
        try:
            async with at_work:
                yield
        finally:
            _, waiting = self._turns[address]
            if waiting == 1:
                del self._turns[address]
            else:
                self._turns[address] = (at_work, waiting - 1)

    async def _count(self, rate: RateLimitItem, kind: str, name: str) -> None:
        if wait := await self._rates.wait(rate, kind, name):
            raise TooFast(max(1, ceil(wait)))
