"""What the stand-ins share: a real HTTP server in a thread, faults on demand, a record of what arrived."""

import asyncio
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests import photos


class Fault(StrEnum):
    """What the next request meets."""

    RATE = "429"
    BROKEN = "500"
    DROP_AFTER_ACCEPTING = "drop"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in place of the usual one; a 2xx means that the message was taken."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Violation(Exception):
    """A request that the platform's specification does not allow."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the platform has taken."""

    user: str
    texts: tuple[str, ...]
    how: str
    body: dict[str, Any]


@dataclass
class Platform:
    """A stand-in; subclasses add routes, checks and webhooks."""

    name: str = ""
    sent: list[Sent] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    faults: deque[Fault | None] = field(default_factory=deque)
    answers: deque[Answer] = field(default_factory=deque)
    slow_seconds: float = 0.5
    # What the files hold that users send.
    content: bytes = photos.JPEG
    address: str = ""
    _events: int = 0
    _awake: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> Iterable[web.RouteDef]:
        """The API of the platform."""
        raise NotImplementedError

    def webhook(self, *events: dict[str, Any], signed: bool = True) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a webhook that holds ``events``."""
        raise NotImplementedError

    def text_event(self, user: str, text: str, number: int | None = None) -> dict[str, Any]:
        """A typed message; ``number`` gives it a place in time."""
        raise NotImplementedError

    def attachment_event(self, user: str) -> dict[str, Any]:
        """A picture."""
        raise NotImplementedError

    async def file(self, request: web.Request) -> web.Response:
        """A file that a user has sent."""
        return web.Response(body=self.content)

    def edited_event(self, user: str, text: str) -> dict[str, Any]:
        """A text that the user changed to ``text``."""
        raise NotImplementedError

    def foreign_press_event(self, user: str, text: str) -> dict[str, Any]:
        """A pressed button that says ``text`` and that somebody else made."""
        raise NotImplementedError

    def without_token(self) -> Answer:
        """The answer to whose token is revoked."""
        raise NotImplementedError

    def unknown_event(self, user: str) -> dict[str, Any]:
        """A kind of event that did not exist when the connector was written."""
        raise NotImplementedError

    def press_events(self, user: str) -> list[tuple[str, dict[str, Any]]]:
        """What each button of the last message says when pressed, with its event."""
        raise NotImplementedError

    def next_number(self) -> int:
        """A number that was not used before."""
        self._events += 1
        return self._events

    def texts_to(self, user: str) -> list[str]:
        """Every text that a user has got, in order."""
        return [text for sent in self.sent if sent.user == user for text in sent.texts]

    @property
    def will_take(self) -> bool:
        """Whether the next message is accepted, even if nobody gets to know it."""
        if self.answers:
            return self.answers[0].status < 300
        return not self.faults or self.faults[0] not in (Fault.RATE, Fault.BROKEN)

    async def take(self, request: web.Request, sent: Sent) -> web.Response | None:
        """Accept a message, or fail as told; None when the connection was dropped."""
        if self.answers:
            answer = self.answers.popleft()
            if answer.status < 300:
                self.sent.append(sent)
            return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
        fault = self.faults.popleft() if self.faults else None
        if fault in (Fault.RATE, Fault.BROKEN):
            return self.error(int(fault))
        self.sent.append(sent)
        if fault is Fault.SLOW:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), self.slow_seconds)
        if fault is Fault.DROP_AFTER_ACCEPTING:
            assert request.transport is not None
            request.transport.abort()
            return None
        return self.accepted(sent)

    def wake_up(self) -> None:
        """It is slow no longer, also with the requests that wait."""
        self._loop.call_soon_threadsafe(self._awake.set)

    def accepted(self, sent: Sent) -> web.Response:
        """The platform's answer to a message that it took."""
        raise NotImplementedError

    def error(self, status: int, message: str = "") -> web.Response:
        """The platform's way of saying no."""
        raise NotImplementedError

    def start(self) -> str:
        """Serve in a thread of its own; returns the address."""
        self._loop = asyncio.new_event_loop()
        ready: list[int] = []
        started = threading.Event()

        async def serve() -> None:
            app = web.Application(client_max_size=4 * 1024 * 1024, middlewares=[self._checked])
            app.add_routes(list(self.routes()))
            self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.1)
            await self._runner.setup()
            site = web.TCPSite(self._runner, "127.0.0.1", 0)
            await site.start()
            ready.append(self._runner.addresses[0][1])
            started.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(serve())
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait(10)
        return f"http://127.0.0.1:{ready[0]}"

    def stop(self) -> None:
        """Stop serving."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @web.middleware
    async def _checked(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.path}")
        try:
            response = await handler(request)
        except Violation as violation:
            self.violations.append(str(violation))
            return self.error(400, str(violation))
        except ConnectionResetError:  # the caller was killed while it spoke
            return web.Response()
        return response if response is not None else web.Response()


def require(condition: object, message: str) -> None:
    """Note a violation of the specification."""
    if not condition:
        raise Violation(message)
