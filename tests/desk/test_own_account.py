"""One's own account asks for the password again, and is guessed at as slowly as the sign-in."""

from collections.abc import Callable
from http import HTTPStatus

import httpx
import pytest
from sqlalchemy import select

from core.clock import utc_now
from core.database import Database
from desk.auth import cookies
from desk.auth.audit_service import Event
from desk.auth.models import AccountAuditRow
from desk.auth.permissions import Role
from desk.auth.throttle import FREE_FAILURES
from tests.staff import LOGINS, PASSWORD, csrf_of, open_session

NewBrowser = Callable[[], httpx.AsyncClient]
ACCOUNT, NEW = "/desk/account", "purple hippo in a library"
ASKED = [
    ("/desk/account/password", {"old": "a wrong guess", "new": NEW}, {"old": PASSWORD, "new": NEW}),
    ("/desk/account/second-factor", {"password": "a wrong guess"}, {"password": PASSWORD}),
]


@pytest.fixture
async def clerk(browser: NewBrowser, database: Database) -> httpx.AsyncClient:
    """A clerk's browser, left open by its owner."""
    client = browser()
    client.cookies.set(cookies.SESSION, await open_session(database, Role.CLERK))
    return client


async def _post(client: httpx.AsyncClient, path: str, data: dict[str, str]) -> httpx.Response:
    token = csrf_of((await client.get(ACCOUNT)).text)
    return await client.post(path, data={"csrf": token, **data})


@pytest.mark.parametrize(("path", "wrong", "right"), ASKED)
async def test_guessing_the_password_has_to_wait_and_the_page_says_how_long(
    clerk: httpx.AsyncClient, path: str, wrong: dict[str, str], right: dict[str, str]
) -> None:
    for _ in range(FREE_FAILURES + 1):
        assert (await _post(clerk, path, wrong)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    told = await _post(clerk, path, right)
    assert told.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "錯誤太多次，請等" in told.text and int(told.headers["retry-after"]) > 0


async def test_tries_here_and_at_the_sign_in_are_counted_together(
    clerk: httpx.AsyncClient, browser: NewBrowser
) -> None:
    for path, wrong, _ in ASKED * 3:
        await _post(clerk, path, wrong)
    elsewhere = browser()
    token = csrf_of((await elsewhere.get("/desk/sign-in")).text)
    data = {"csrf": token, "login": LOGINS[Role.CLERK], "password": PASSWORD}
    assert (await elsewhere.post("/desk/sign-in", data=data)).status_code == HTTPStatus.TOO_MANY_REQUESTS


async def test_a_few_slips_cost_nothing_and_success_clears_them(clerk: httpx.AsyncClient) -> None:
    path, wrong, right = ASKED[1]
    for _ in range(3):
        for _ in range(FREE_FAILURES):
            await _post(clerk, path, wrong)
        assert (await _post(clerk, path, right)).status_code == HTTPStatus.OK


async def test_wrong_guesses_are_recorded(clerk: httpx.AsyncClient, database: Database) -> None:
    for _ in range(FREE_FAILURES + 2):
        await _post(clerk, *ASKED[0][:2])
    async with database.transaction() as session:
        events = list(
            await session.scalars(select(AccountAuditRow.event).where(AccountAuditRow.at <= utc_now()))
        )
    assert events.count(Event.REFUSED) == FREE_FAILURES + 1 and Event.THROTTLED in events
