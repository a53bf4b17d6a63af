"""Connections within limits: as many as there is room for, and none that sends for ever."""

import asyncio
from collections import Counter
from typing import ClassVar

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.client_address import source_of, stands_for_many

# A request, headers and body, has so many seconds, and one more for each so many bytes
# (as Apache's mod_reqtimeout has it): a phone in a cellar sends a photo, half a request ends.
GRACE_SECONDS = 20.0
BYTES_PER_SECOND = 500
PER_ADDRESS = 256
_END = b"content-length: 0\r\nconnection: close\r\n\r\n"
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\n" + _END
_SLOW = b"HTTP/1.1 408 Request Timeout\r\n" + _END
log = structlog.get_logger()


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol; ``most`` connections in all and `PER_ADDRESS` from one address, set once."""

    most = 800
    grace = GRACE_SECONDS
    by_address: ClassVar[Counter[str]] = Counter()

    _address = ""
    _timer: asyncio.TimerHandle | None = None
    _deadline = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, unless there are too many."""
        super().connection_made(transport)
        address = source_of(self.client, unknown="")
        if address and not stands_for_many(address):
            self._address = address
            self.by_address[address] += 1
        if len(self.connections) > self.most or self.by_address[self._address] > PER_ADDRESS:
            log.warning("connection_refused", open=len(self.connections))
            transport.write(_BUSY)
            transport.close()
            return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """One less."""
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What comes earns time."""
        self._deadline += len(data) / BYTES_PER_SECOND
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if self._timer is None:
            self._expect()

    def on_message_complete(self) -> None:
        """It is here whole."""
        super().on_message_complete()
        self._expect_nothing()

    def handle_websocket_upgrade(self) -> None:
        """From now on the socket is counted by the chat."""
        self._leave()
        super().handle_websocket_upgrade()

    def _leave(self) -> None:
        self._expect_nothing()
        if self._address:
            self.by_address[self._address] -= 1
            if not self.by_address[self._address]:
                del self.by_address[self._address]
            self._address = ""

    def _expect(self) -> None:
        self._deadline = self.loop.time() + self.grace
        self._timer = self.loop.call_at(self._deadline, self._look)

    def _expect_nothing(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        now = self.loop.time()
        if self.flow.read_paused:  # it is we who are slow
            self._deadline = now + self.grace
        if now < self._deadline:
            self._timer = self.loop.call_at(self._deadline, self._look)
            return
        self._timer = None
        log.info("request_too_slow")
        if self.cycle is None or not self.cycle.response_started:
            self.transport.write(_SLOW)
        self.transport.close()
