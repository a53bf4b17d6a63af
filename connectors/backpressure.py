"""Webhooks before answers: while more comes in than can be answered, the lanes step back.

Both share one event loop. A platform that waits for its 2xx sends again or gives up on us, while an
answer may take a moment longer; nothing is lost either way, because the events are stored.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

# More events in a second than one process answers (docs/benchmarks.md: about 17 turns a second).
FLOOD = 60
WINDOW_SECONDS = 1.0
# So long a lane waits before each event while a flood comes in.
PATIENCE_SECONDS = 0.5


class Backpressure:
    """Counts the events of the last second."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._arrived: deque[tuple[float, int]] = deque()
        self._count = 0

    def note(self, events: int) -> None:
        """So many events have just come in."""
        self._arrived.append((self._clock(), events))
        self._count += events

    @property
    def is_high(self) -> bool:
        """Whether more than `FLOOD` events came in within the last second."""
        while self._arrived and self._arrived[0][0] < self._clock() - WINDOW_SECONDS:
            self._count -= self._arrived.popleft()[1]
        return self._count > FLOOD

    async def eased(self, patience: float = PATIENCE_SECONDS) -> None:
        """Return at once when the pressure is low, else after ``patience`` seconds."""
        if self.is_high:
            await asyncio.sleep(patience)
