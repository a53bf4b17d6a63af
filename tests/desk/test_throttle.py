"""Guessing becomes slow, for accounts that exist and for those that do not."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from core.database import Database
from core.settings import Settings
from desk.auth.audit_service import ActionOrigin
from desk.auth.devices import STRANGE, Device, device_of, remember_device
from desk.auth.permissions import Role
from desk.auth.sign_in_service import WrongCredentials, with_password
from desk.auth.throttle import FREE_FAILURES, TooManyFailures, forget, key_of, take_try, wait_after
from tests.staff import add_account

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


KEY = "key of the tests"


def _app() -> SimpleNamespace:
    """An app that has settings and nothing else."""
    return SimpleNamespace(state=SimpleNamespace(parts={Settings: Settings(_env_file=None, secret_key=KEY)}))


def _browser_of(*owners: str) -> Device:
    """A browser with which ``owners`` have signed in, one after the other."""
    app = _app()
    cookie = ""
    for owner in owners:
        response = Response()
        remember_device(_request(app, cookie), response, owner)
        cookie = response.headers["set-cookie"].split(";")[0]
    return device_of(_request(app, cookie))


def _request(app: object, cookie: str) -> Request:
    return Request(
        {
            "type": "http",
            "app": app,
            "headers": [(b"cookie", cookie.encode())],
            "scheme": "https",
            "path": "/desk",
            "server": ("labor.example", 443),
            "query_string": b"",
        }
    )


async def _guess_password(database: Database, device: Device) -> None:
    origin = ActionOrigin("tests", "", device)
    await with_password(database, KEY, "chief", "wrong", origin, NOW)


async def _wear_out(database: Database, device: Device) -> None:
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(WrongCredentials):
            await _guess_password(database, device)
    with pytest.raises(TooManyFailures):
        await _guess_password(database, device)


async def _try(database: Database, key: str, now: datetime) -> None:
    async with database.transaction() as session:
        await take_try(session, key, now)


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
    async with database.transaction() as session:
        await forget(session, "k")
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


def test_a_browser_counts_for_those_alone_who_signed_in_with_it() -> None:
    device = _browser_of("account:wang", "shift:7")
    assert device.known_to("account:wang") == device.known_to("shift:7") == device.id != ""
    assert device.known_to("account:chief") == device.known_to("shift:8") == ""
    assert "wang" not in repr(device) and KEY not in repr(device)


def test_a_forged_browser_is_a_strange_one() -> None:
    real = _browser_of("account:wang")
    app = _app()
    forged = f"labordesk_device={real.id}.{'-'.join(real.marks)}.{'0' * 64}"
    assert device_of(_request(app, forged)).known_to("account:wang") == ""


async def test_the_browser_of_a_volunteer_or_colleague_gains_no_tries_at_an_account(
    database: Database,
) -> None:
    await add_account(database, Role.ADMIN, login="chief")
    await _wear_out(database, STRANGE)
    for owners in (("shift:7",), ("shift:8",), ("account:wang",)):
        with pytest.raises(TooManyFailures):
            await _guess_password(database, _browser_of(*owners))


async def test_strangers_do_not_lock_the_own_browser_of_an_account(database: Database) -> None:
    await add_account(database, Role.ADMIN, login="chief")
    await _wear_out(database, STRANGE)
    with pytest.raises(WrongCredentials):
        await _guess_password(database, _browser_of("account:chief"))


async def test_failures_at_two_apps_are_counted_together(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    apps, key = (database, other), key_of(KEY, "password", "chief")
    for number in range(FREE_FAILURES + 1):
        async with apps[number % 2].transaction() as session:
            await take_try(session, key, NOW)
    for app in apps:
        with pytest.raises(TooManyFailures):
            async with app.transaction() as session:
                await take_try(session, key, NOW)
    await other.close()
