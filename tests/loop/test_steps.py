"""A step that holds the loop is found, and one that only waits is not."""

import asyncio
import threading
from collections.abc import Iterator
from time import thread_time

import pytest

from tests.loop.steps import LoopSteps

LIMIT = 0.05


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs in a thread of its own."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


async def _computes() -> None:
    until = thread_time() + 2 * LIMIT
    while thread_time() < until:
        pass


async def _waits() -> None:
    await asyncio.sleep(2 * LIMIT)
    await asyncio.to_thread(lambda: asyncio.run(_computes()))


@pytest.mark.parametrize(("work", "expected"), [(_computes, 1), (_waits, 0)])
def test_only_what_computes_on_the_loop_is_too_long(
    loop: asyncio.AbstractEventLoop, work: object, expected: int
) -> None:
    async def thread() -> int:
        return threading.get_ident()

    steps = LoopSteps(asyncio.run_coroutine_threadsafe(thread(), loop).result())
    with steps.watching():
        found = steps.too_long(lambda: asyncio.run_coroutine_threadsafe(work(), loop).result(), LIMIT)  # type: ignore[operator]
    assert len(found) == expected
    assert all("_computes" in step.what for step in found)
