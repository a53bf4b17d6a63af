"""Background work goes on whatever one round stumbles over, and tells when it stands still."""

import asyncio
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from core.clock import utc_now
from core.tasks import Task, Tasks

SOON = 0.01


async def _until(done: asyncio.Event) -> None:
    await asyncio.wait_for(done.wait(), 5)


async def test_work_is_done_again_and_again_with_the_time_of_the_moment() -> None:
    seen, enough = list[datetime](), asyncio.Event()

    async def work(now: datetime) -> None:
        seen.append(now)
        if len(seen) == 3:
            enough.set()

    tasks = Tasks([Task("again", work, SOON)])
    tasks.start()
    await _until(enough)
    await tasks.stop()
    assert seen == sorted(seen) and utc_now() - seen[0] < timedelta(seconds=5)


async def test_a_failed_round_is_counted_and_stops_neither_the_task_nor_the_others() -> None:
    rounds, recovered, other = iter([OSError("away"), ValueError("odd")]), asyncio.Event(), asyncio.Event()

    async def sometimes(now: datetime) -> None:
        if error := next(rounds, None):
            raise error
        recovered.set()

    async def always(now: datetime) -> None:
        other.set()

    tasks = Tasks([Task("sometimes", sometimes, SOON), Task("always", always, SOON)])
    tasks.start()
    await asyncio.gather(_until(recovered), _until(other))
    await tasks.stop()
    assert REGISTRY.get_sample_value("labordesk_task_failures_total", {"task": "sometimes"}) == 2
    assert REGISTRY.get_sample_value("labordesk_task_failures_total", {"task": "always"}) is None


async def test_a_task_that_never_goes_well_is_late_after_its_patience_and_not_before() -> None:
    async def broken(now: datetime) -> None:
        raise OSError

    task = Task("broken", broken, 60)
    tasks = Tasks([task])
    tasks.start()
    now = utc_now()
    assert task.patience == timedelta(minutes=5)
    assert tasks.late(now + task.patience - timedelta(seconds=5)) == ()
    assert tasks.late(now + task.patience + timedelta(seconds=5)) == ("broken",)
    await tasks.stop()


async def test_a_task_waits_for_its_delay() -> None:
    begun = asyncio.Event()

    async def work(now: datetime) -> None:
        begun.set()

    tasks = Tasks([Task("later", work, SOON, delay=3600)])
    tasks.start()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(begun.wait(), 0.1)
    await tasks.stop()
    assert not begun.is_set()
