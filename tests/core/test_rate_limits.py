"""A rate holds for several app processes together, and costs the database nothing where nobody is near it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from limits import parse
from sqlalchemy import event, func, select

from core.database import Database
from core.models import RateUseRow
from core.rate_limits import Rates

MINUTE = parse("32/minute")


class Clock:
    """Unix seconds that pass when told; a window of a minute begins at the first of them."""

    now = 60.0 * 29_000_000

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def processes(database: Database, clock: Clock) -> AsyncIterator[list[Rates]]:
    """Two of one city, each with connections of its own."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    yield [Rates(database, "secret", clock), Rates(other, "secret", clock)]
    await other.close()


async def _admitted(processes: list[Rates], tries: int, name: str = "a") -> int:
    waits = [await processes[n % len(processes)].wait(MINUTE, "session", name) for n in range(tries)]
    return waits.count(0.0)


async def test_two_processes_admit_as_much_as_the_rate_allows(processes: list[Rates]) -> None:
    # Of each but the first a sixteenth of the rate may not have been told.
    assert 32 <= await _admitted(processes, 100) <= 32 + 2
    assert await _admitted(processes, 3, "somebody else") == 3


async def test_a_small_rate_is_exact_also_for_tries_at_the_same_moment(processes: list[Rates]) -> None:
    rate = parse("5/hour")
    tries = (processes[n % 2].wait(rate, "address", "a") for n in range(40))
    assert [*await asyncio.gather(*tries)].count(0.0) == 5


async def test_who_is_far_from_the_rate_is_counted_in_memory_alone(
    processes: list[Rates], database: Database
) -> None:
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *told: statements.append(told[2])
    )
    assert await _admitted(processes[:1], 2) == 2
    assert not statements
    assert await _admitted(processes[:1], 1) == 1
    assert statements


async def test_a_flood_that_is_refused_writes_nothing_more(
    processes: list[Rates], database: Database
) -> None:
    await _admitted(processes, 100)
    async with database.transaction() as session:
        before = await session.scalar(select(func.sum(RateUseRow.times)))
    await _admitted(processes, 200)
    async with database.transaction() as session:
        assert await session.scalar(select(func.sum(RateUseRow.times))) == before


async def test_the_window_slides_and_who_comes_after_the_told_wait_is_admitted(
    processes: list[Rates], clock: Clock
) -> None:
    await _admitted(processes, 100)
    clock.now += 30
    wait = await processes[0].wait(MINUTE, "session", "a")
    assert 0 < wait <= 60
    clock.now += wait
    assert await _admitted(processes, 40) < 32
    clock.now += 120
    assert await _admitted(processes, 20) == 20


async def test_names_are_not_readable_in_the_database_and_old_windows_go(
    processes: list[Rates], database: Database, clock: Clock
) -> None:
    await _admitted(processes, 40, "203.0.113.7")
    async with database.transaction() as session:
        (row,) = await session.scalars(select(RateUseRow))
        assert "203" not in row.key and len(row.key) == 64
    await processes[0].tidy(datetime.fromtimestamp(clock.now, UTC) + timedelta(days=2))
    async with database.transaction() as session:
        assert not list(await session.scalars(select(RateUseRow)))


async def test_without_the_database_each_process_goes_on_counting_for_itself(clock: Clock) -> None:
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert await _admitted([Rates(away, "secret", clock)], 60) == 32
    await away.close()


async def test_a_steady_pace_at_the_rate_is_never_refused(processes: list[Rates], clock: Clock) -> None:
    for number in range(200):
        assert await processes[number % 2].wait(MINUTE, "session", "a") == 0.0
        clock.now += 60 / 31


@pytest.mark.parametrize("step", [-3600, 3600])
async def test_a_clock_that_is_set_keeps_nobody_away_longer_than_a_period(
    step: int, processes: list[Rates], clock: Clock
) -> None:
    assert await _admitted(processes[:1], 100) == 32
    clock.now += step
    assert await processes[0].wait(MINUTE, "session", "a") == 0.0
    assert 0 < await _admitted(processes[:1], 100) <= 32
    assert 0 < await processes[0].wait(MINUTE, "session", "a") <= 60
