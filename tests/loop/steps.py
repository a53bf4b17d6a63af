"""How long the steps of an event loop take, in CPU time: what else the machine does counts for nothing."""

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import thread_time
from typing import Any

TRIES = 3
_WORST = 3


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One step of the loop, or one collection of garbage, which stops every thread."""

    seconds: float
    what: str


class LoopSteps:
    """The steps of the loop that runs in ``thread``, the longest first; see `watching`."""

    def __init__(self, thread: int) -> None:
        self._thread = thread
        self._own = threading.get_ident()
        self._began: dict[int, float] = {}
        self.worst: list[Step] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Every step is timed meanwhile. The loop must be asyncio's own, whose steps are Python's."""
        run = asyncio.events.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            if threading.get_ident() != self._thread:
                return run(handle)
            began = thread_time()
            run(handle)
            self._note(thread_time() - began, handle)

        asyncio.events.Handle._run = timed  # type: ignore[method-assign]
        gc.callbacks.append(self._collection)
        try:
            yield
        finally:
            gc.callbacks.remove(self._collection)
            asyncio.events.Handle._run = run  # type: ignore[method-assign]

    def too_long(self, work: Callable[[], object], limit: float) -> list[Step]:
        """Do ``work`` until no step takes over ``limit`` seconds; the longest steps if none of `TRIES` did."""
        for _ in range(TRIES):
            self.worst = []
            work()
            found = [step for step in self.worst if step.seconds > limit]
            if not found:
                break
        return found

    def _note(self, seconds: float, what: object) -> None:
        if len(self.worst) < _WORST or seconds > self.worst[-1].seconds:
            self.worst = sorted([*self.worst, Step(seconds, _named(what))], reverse=True)[:_WORST]

    def _collection(self, phase: str, told: dict[str, int]) -> None:
        thread = threading.get_ident()
        if thread in (self._thread, self._own):  # part of a step, or of the test
            return
        if phase == "start":
            self._began[thread] = thread_time()
        elif thread in self._began:
            self._note(thread_time() - self._began[thread], f"collection of generation {told['generation']}")


def _named(what: Any) -> str:
    if isinstance(what, str):
        return what
    task = getattr(what._callback, "__self__", None)
    return repr(task if isinstance(task, asyncio.Task) else what._callback)[:300]
