"""Whether something holds the event loop, so that everybody waits: how long, and what it was.

The loop notes the time at every beat; a thread looks whether the last beat is too long ago, and what the
loop's thread is doing then. Locals are never looked at: they are what citizens wrote.
"""

import asyncio
import sys
import threading
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import structlog
from prometheus_client import Counter, Histogram

from core.settings import ROOT

BEAT_SECONDS = 0.05
HELD_SECONDS = 0.3
_FRAMES = 12
_LAG = Histogram(
    "labordesk_event_loop_lag_seconds",
    "How much later than planned the event loop came back to its beat",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
_HELD = Counter("labordesk_event_loop_held_total", f"Times that the loop was held for over {HELD_SECONDS} s")
log = structlog.get_logger()


class _Watch:
    """The beat of one loop, and the thread that looks at it."""

    def __init__(self) -> None:
        self._loop_thread = threading.get_ident()
        self._last = monotonic()
        self._ended = threading.Event()
        self._looking = threading.Thread(target=self._look, name="loop-watch", daemon=True)

    def start(self) -> None:
        self._looking.start()

    def end(self) -> None:
        self._ended.set()

    async def beat(self) -> None:
        while True:
            self._last = monotonic()
            await asyncio.sleep(BEAT_SECONDS)
            _LAG.observe(max(0.0, monotonic() - self._last - BEAT_SECONDS))

    def _look(self) -> None:
        told = 0.0
        while not self._ended.wait(HELD_SECONDS / 2):
            last = self._last
            held = monotonic() - last
            if held > HELD_SECONDS + BEAT_SECONDS and last != told:
                told = last
                _HELD.inc()
                log.warning("event_loop_held", seconds=round(held, 2), stack=self._stack())

    def _stack(self) -> list[str]:
        """Where the loop's thread is, the innermost place last."""
        frame = sys._current_frames().get(self._loop_thread)
        places = traceback.extract_stack(frame)[-_FRAMES:] if frame else []
        return [f"{place.filename.removeprefix(f'{ROOT}/')}:{place.lineno} {place.name}" for place in places]


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """The running event loop is watched meanwhile; what holds it is one line of log."""
    watch = _Watch()
    watch.start()
    beating = asyncio.create_task(watch.beat(), name="loop-watch")
    try:
        yield
    finally:
        beating.cancel()
        watch.end()
