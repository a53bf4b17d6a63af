"""How many streams of the inbox one account may keep open in this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

# A browser keeps six connections to one server (HTTP/1.1): four streams leave two for the pages themselves.
MOST = 4


class OpenStreams:
    """Beyond `MOST`, the stream that an account opened first ends."""

    def __init__(self) -> None:
        self._open: dict[str, list[asyncio.Event]] = {}

    @contextmanager
    def place(self, account: str) -> Iterator[asyncio.Event]:
        """Room for one more; the event is set when it has to make room itself."""
        mine, displaced = self._open.setdefault(account, []), asyncio.Event()
        mine.append(displaced)
        for oldest in mine[:-MOST]:
            oldest.set()
        try:
            yield displaced
        finally:
            mine.remove(displaced)
            if not mine:
                self._open.pop(account, None)
