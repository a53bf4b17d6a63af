"""Background work: one runner for all that is done again and again, and what it tells of itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter, Gauge

from core.clock import utc_now

# A task is late when it did nothing well for so many rounds, but at least for so long.
_ROUNDS = 5
_PATIENCE = timedelta(minutes=2)
_FAILURES = Counter("labordesk_task_failures_total", "Rounds of background work that failed", ["task"])
_SUCCESS = Gauge("labordesk_task_success_seconds", "Unix time when background work went well", ["task"])
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Task:
    """``work`` is done every ``seconds``, first after ``delay`` seconds; it is given the moment (UTC).

    Several processes may run the same task at once: the work sees to that.
    """

    name: str
    work: Callable[[datetime], Awaitable[object]]
    seconds: float
    delay: float = 0.0

    @property
    def patience(self) -> timedelta:
        """How long it may do nothing well before somebody is told."""
        return max(_PATIENCE, timedelta(seconds=_ROUNDS * self.seconds))


class Tasks:
    """Runs tasks side by side; what fails is noted and tried again in its next round."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = tuple(tasks)
        self._last_success: dict[str, datetime] = {}
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; needs a running event loop."""
        for task in self._tasks:
            self._last_success[task.name] = utc_now() + timedelta(seconds=task.delay)
            self._running.append(asyncio.create_task(self._repeat(task), name=task.name))

    async def stop(self) -> None:
        """End at the next point where a task waits."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()

    def late(self, now: datetime) -> tuple[str, ...]:
        """The tasks that have not gone well for longer than their patience."""
        return tuple(task.name for task in self._tasks if now - self._last_success[task.name] > task.patience)

    async def _repeat(self, task: Task) -> None:
        await asyncio.sleep(task.delay)
        while True:
            try:
                await task.work(utc_now())
            except Exception as error:  # whatever one task stumbles over: the next round may be better
                _FAILURES.labels(task.name).inc()
                log.error("task_failed", task=task.name, kind=type(error).__name__)
            else:
                self._last_success[task.name] = utc_now()
                _SUCCESS.labels(task.name).set_to_current_time()
            await asyncio.sleep(task.seconds)
