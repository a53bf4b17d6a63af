"""How many sockets may be open: in all, and from one address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from core.client_address import stands_for_many

# "Try Again Later" (IANA, WebSocket close codes).
TRY_AGAIN = 1013


class Crowded(Exception):
    """There is no place for another socket; ``reason`` fits into a close frame (123 bytes)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SocketLimits:
    """Counts those of this process."""

    def __init__(self, most: int, most_of_an_address: int) -> None:
        self._most, self._most_of_an_address = most, most_of_an_address
        self._open: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """A place for a socket from ``address``.

        Raises:
            Crowded: all are taken.
        """
        if self._open.total() >= self._most:
            raise Crowded("現在太多人在線上，請過一分鐘再試，或撥 1999。")
        if not stands_for_many(address) and self._open[address] >= self._most_of_an_address:
            raise Crowded("您的網路開了太多對話，請關掉幾個再試。")
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]
