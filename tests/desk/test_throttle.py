"""Guessing becomes slow, for accounts that exist and for those that do not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.database import Database
from desk.auth.throttle import FREE_FAILURES, TooManyFailures, forget, key_of, take_try, wait_after

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


async def _try(database: Database, key: str, now: datetime) -> None:
    async with database.transaction() as db:
        await take_try(db, key, now)


@given(st.integers(0, 10_000))
def test_the_wait_never_shrinks_and_never_exceeds_a_quarter_of_an_hour(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= timedelta(minutes=15)


@given(st.integers(0, FREE_FAILURES))
def test_a_few_slips_cost_no_wait(failures: int) -> None:
    assert wait_after(failures) == timedelta(0)


async def test_after_the_free_tries_one_has_to_wait_and_is_told_how_long(database: Database) -> None:
    for _ in range(FREE_FAILURES + 1):
        await _try(database, "k", NOW)
    with pytest.raises(TooManyFailures) as caught:
        await _try(database, "k", NOW + timedelta(seconds=5))
    assert caught.value.headers["Retry-After"] == "10"
    await _try(database, "k", NOW + timedelta(seconds=15))


async def test_a_success_clears_the_count(database: Database) -> None:
    for _ in range(FREE_FAILURES + 1):
        await _try(database, "k", NOW)
    async with database.transaction() as db:
        await forget(db, "k")
    await _try(database, "k", NOW)


async def test_a_day_clears_the_count(database: Database) -> None:
    for _ in range(FREE_FAILURES + 1):
        await _try(database, "k", NOW)
    later = NOW + timedelta(hours=25)
    for _ in range(FREE_FAILURES + 1):
        await _try(database, "k", later)


async def test_many_tries_at_once_gain_nothing(database: Database) -> None:
    tries = [_try(database, "k", NOW) for _ in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) <= FREE_FAILURES + 1
    assert all(outcome is None or isinstance(outcome, TooManyFailures) for outcome in outcomes)


def test_a_browser_that_has_signed_in_before_is_counted_apart() -> None:
    keys = {key_of("s", "password", "wang", device) for device in ("", "one", "two")}
    assert len(keys) == 3


def test_the_count_does_not_hold_what_was_typed() -> None:
    assert "wang" not in key_of("s", "password", "wang")
