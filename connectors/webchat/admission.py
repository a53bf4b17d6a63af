"""Who may chat, and how fast: the origin of a page, the pace of a session and of new sessions.

A service counter, a library or a dormitory shares one address. So a session that was opened is
counted by itself; only the opening of new ones is counted by address, and no flood of new
sessions shuts out those that are talking.
"""

from http import HTTPStatus
from ipaddress import ip_address
from math import ceil
from time import time
from urllib.parse import urlsplit

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection

from core.errors import Problem


class TooFast(Problem):
    """More messages than a person types; ``retry_after`` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"您送得太快了，請等 {retry_after} 秒再送一次。急事請撥 1999。")
        self.headers = {"Retry-After": str(retry_after)}


class ForeignOrigin(Problem):
    """A page of another site that was not allowed to use the chat."""

    status = HTTPStatus.FORBIDDEN


def is_own_machine(address: str) -> bool:
    """Whether ``address`` is this machine's own: a proxy that does not pass on who asks."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _host_of(origin: str) -> str:
    """Host and port of a page's origin, "" where it has none (``null``) or is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class Admission:
    """Checks a chat message before it is worked on."""

    def __init__(self, origins: tuple[str, ...], session_rate: str, opening_rate: str) -> None:
        """``origins`` may embed the chat besides our own pages; rates are like ``600/minute``."""
        self._origins = frozenset(origin.rstrip("/") for origin in origins)
        self._session_rate = parse(session_rate)
        self._opening_rate = parse(opening_rate)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

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
        address = connection.client.host if connection.client else "unknown"
        # Behind a proxy that does not say who asks, everybody would share this machine's own address.
        if not is_own_machine(address):
            await self._count(self._opening_rate, "address", address)

    async def _count(self, rate: RateLimitItem, *key: str) -> None:
        if not await self._limiter.hit(rate, *key):
            reset = (await self._limiter.get_window_stats(rate, *key)).reset_time
            raise TooFast(max(1, ceil(reset - time())))
