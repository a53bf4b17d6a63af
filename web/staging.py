"""Room on the disk for files that are still coming: what requests spool there lies there until they end."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from starlette.exceptions import HTTPException

from core.client_address import stands_for_many

# The part of all the room that one address may take: nobody's uploads shut out everybody's.
SHARE = 4
_RETRY_SECONDS = 60
_TOLD = (
    "現在同時上傳的檔案太多，附件沒有收到。您寫的內容還在：請過一分鐘再送一次，"
    "或先不附檔案送出，之後用案號補上。急的話請撥 1999。"
)


class NoRoom(HTTPException):
    """There is no room for what comes; the rest of the body is to be read and dropped."""

    def __init__(self) -> None:
        headers = {"Retry-After": str(_RETRY_SECONDS)}
        super().__init__(HTTPStatus.SERVICE_UNAVAILABLE, _TOLD, headers)


class Staging:
    """``most`` bytes for all requests together, of which each address may have a part."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._by_address: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Bytes that lie there now."""
        return self._taken

    @contextmanager
    def place(self, address: str) -> Iterator[Callable[[int], None]]:
        """For one request: call it with the bytes that came. All are given back at the end.

        It raises `NoRoom` once; what comes later is dropped by whoever reads on, and takes no room.
        """
        own, is_full = 0, False

        def take(size: int) -> None:
            nonlocal own, is_full
            if is_full:
                return
            if self._is_full(address, size):
                is_full = True
                raise NoRoom
            own += size
            self._add(address, size)

        try:
            yield take
        finally:
            self._add(address, -own)

    def _is_full(self, address: str, size: int) -> bool:
        shared = self._most // SHARE
        crowded = not stands_for_many(address) and self._by_address[address] + size > shared
        return crowded or self._taken + size > self._most

    def _add(self, address: str, size: int) -> None:
        self._taken += size
        self._by_address[address] += size
        if not self._by_address[address]:
            del self._by_address[address]
