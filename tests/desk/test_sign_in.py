"""Sign-in as a browser sees it: password, second factor, sessions that end, what is recorded."""

import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import httpx
import pyotp
import pytest
from sqlalchemy import select, update

from core.clock import utc_now
from core.database import Database
from core.settings import Settings
from desk.auth import account_service, cookies
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.models import AccountAuditRow, AccountRow, SessionRow
from desk.auth.permissions import Role
from desk.auth.session_service import IDLE, LONGEST
from desk.auth.throttle import FREE_FAILURES
from tests.staff import LOGINS, PASSWORD, add_account, csrf_of, open_session

NewBrowser = Callable[[], httpx.AsyncClient]
ACCOUNT = "/desk/account"
TESTS = ActionOrigin("tests", "")


async def _post(client: httpx.AsyncClient, path: str, page: str, **data: str) -> httpx.Response:
    """Send a form the way the page ``page`` does."""
    return await client.post(path, data={"csrf": csrf_of((await client.get(page)).text), **data})


async def _sign_in(client: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    return await _post(client, "/desk/sign-in", "/desk/sign-in", login=login, password=password)


async def _is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get(ACCOUNT)).status_code == HTTPStatus.OK


async def _events(database: Database) -> list[tuple[str, str, str]]:
    async with database.transaction() as session:
        rows = await session.scalars(select(AccountAuditRow).order_by(AccountAuditRow.id))
        return [(row.event, row.who, row.subject) for row in rows]


async def _enrol(
    client: httpx.AsyncClient, page: str = "/desk/sign-in/enrol", leads_to: str = "/desk"
) -> tuple[pyotp.TOTP, list[str]]:
    """Set the second factor up on the page that the sign-in leads to, and see where it goes on."""
    shown = (await client.get(page)).text
    secret = re.search(r'enrol__secret">([A-Z2-7]+)<', shown)
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
    assert secret and sealed
    totp = pyotp.TOTP(secret.group(1))
    done = await client.post(
        page, data={"csrf": csrf_of(shown), "sealed": sealed.group(1), "code": totp.now()}
    )
    assert f'href="{leads_to}"' in done.text
    return totp, re.findall(r"<li><code>([^<]+)</code>", done.text)


async def test_a_clerk_signs_in_and_comes_to_the_page_that_was_asked_for(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CLERK)
    client = browser()
    asked = await client.get("/desk/account?x=1")
    assert asked.headers["location"] == "/desk/sign-in?next=/desk/account%3Fx%3D1"
    form = await client.get(asked.headers["location"])
    assert 'name="next" value="/desk/account?x=1"' in form.text
    done = await client.post(
        "/desk/sign-in",
        data={
            "csrf": csrf_of(form.text),
            "login": f" {LOGINS[Role.CLERK].upper()} ",
            "password": PASSWORD,
            "next": "/desk/account?x=1",
        },
    )
    assert done.headers["location"] == "/desk/sign-in/enrol?next=/desk/account%3Fx%3D1"
    assert not await _is_in(client)
    await _enrol(client, done.headers["location"], "/desk/account?x=1")
    assert await _is_in(client)


@pytest.mark.parametrize(
    "next",
    ["https://evil.example", "//evil.example", "/desk/../x\\", "/deskevil", "/desk/\nx", "/desk/sign-out"],
)
async def test_nobody_is_sent_to_another_site(browser: NewBrowser, database: Database, next: str) -> None:
    await add_account(database, Role.CLERK)
    client = browser()
    done = await _post(
        client, "/desk/sign-in", "/desk/sign-in", login=LOGINS[Role.CLERK], password=PASSWORD, next=next
    )
    assert done.headers["location"] == "/desk/sign-in/enrol"
    await _enrol(client, f"/desk/sign-in/enrol?{urlencode({'next': next})}")


async def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CLERK)
    done = await _sign_in(browser(), LOGINS[Role.CLERK])
    (cookie,) = [c for c in done.headers.get_list("set-cookie") if c.startswith(cookies.SESSION)]
    for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/desk"):
        assert part in cookie


async def test_the_database_does_not_hold_the_cookie(browser: NewBrowser, database: Database) -> None:
    await add_account(database, Role.CLERK)
    client = browser()
    await _sign_in(client, LOGINS[Role.CLERK])
    async with database.transaction() as session:
        kept = [row.token_hash for row in await session.scalars(select(SessionRow))]
    assert client.cookies[cookies.SESSION] not in kept and len(kept) == 1


@pytest.mark.parametrize("login", [LOGINS[Role.CLERK], "nobody@labor.example", "", "x" * 500, "' or 1=1 --"])
async def test_wrong_password_and_unknown_account_look_the_same(
    browser: NewBrowser, database: Database, login: str
) -> None:
    await add_account(database, Role.CLERK)
    answer = await _sign_in(browser(), login, "some other words")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "帳號或密碼不對" in answer.text


async def test_what_an_unknown_visitor_typed_is_not_recorded(browser: NewBrowser, database: Database) -> None:
    await _sign_in(browser(), "my secret password", "x")
    assert await _events(database) == [(Event.REFUSED, "（未知帳號）", "（未知帳號）")]


@pytest.mark.parametrize("login", [LOGINS[Role.CLERK], "nobody@labor.example"])
async def test_guessing_is_slowed_down_whether_or_not_the_account_exists(
    browser: NewBrowser, database: Database, login: str
) -> None:
    await add_account(database, Role.CLERK)
    for _ in range(FREE_FAILURES + 1):
        await _sign_in(browser(), login, "some other words")
    answer = await _sign_in(browser(), login)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer.headers["retry-after"]) > 0


async def test_guessing_from_elsewhere_does_not_shut_out_the_pc_that_signed_in_before(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CLERK)
    own = browser()
    await _sign_in(own, LOGINS[Role.CLERK])
    await _enrol(own)
    await _post(own, "/desk/sign-out", ACCOUNT)
    for _ in range(FREE_FAILURES + 2):
        await _sign_in(browser(), LOGINS[Role.CLERK], "some other words")
    assert (await _sign_in(own, LOGINS[Role.CLERK])).status_code == HTTPStatus.SEE_OTHER


async def test_guessing_at_one_account_leaves_its_neighbour_at_the_same_address_alone(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CLERK)
    for _ in range(FREE_FAILURES + 2):
        await _sign_in(browser(), "nobody@labor.example", "some other words")
    assert (await _sign_in(browser(), LOGINS[Role.CLERK])).status_code == HTTPStatus.SEE_OTHER


async def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CLERK)
    client, copy = browser(), browser()
    await _sign_in(client, LOGINS[Role.CLERK])
    await _enrol(client)
    copy.cookies.update(client.cookies)
    assert await _is_in(copy)
    await _post(client, "/desk/sign-out", ACCOUNT)
    assert not await _is_in(copy)


@pytest.mark.parametrize(
    ("column", "ago"),
    [("seen_at", IDLE + timedelta(seconds=1)), ("ends_at", timedelta(seconds=1))],
    ids=["idle", "absolute"],
)
async def test_a_session_ends_by_itself(
    browser: NewBrowser, database: Database, column: str, ago: timedelta
) -> None:
    client = browser()
    client.cookies.set(cookies.SESSION, await open_session(database, Role.CLERK))
    assert await _is_in(client)
    async with database.transaction() as session:
        await session.execute(update(SessionRow).values({column: utc_now() - ago}))
    assert not await _is_in(client)


async def test_using_a_session_keeps_it_from_idling_but_not_for_ever(
    browser: NewBrowser, database: Database
) -> None:
    client = browser()
    client.cookies.set(cookies.SESSION, await open_session(database, Role.CLERK))
    async with database.transaction() as session:
        row = (await session.scalars(select(SessionRow))).one()
        assert row.ends_at - row.created_at == LONGEST
        row.seen_at = utc_now() - timedelta(minutes=29)
    await client.get(ACCOUNT)
    async with database.transaction() as session:
        row = (await session.scalars(select(SessionRow))).one()
        assert utc_now() - row.seen_at < timedelta(minutes=1)


@pytest.mark.parametrize("change", ["role", "disable", "reset", "password"])
async def test_a_change_of_the_account_ends_its_sessions_at_once(
    browser: NewBrowser, database: Database, change: str
) -> None:
    client, now = browser(), utc_now()
    client.cookies.set(cookies.SESSION, await open_session(database, Role.CLERK))
    account_id = (await account_service.find(database, LOGINS[Role.CLERK])).id
    assert await _is_in(client)
    if change == "role":
        await account_service.change_role(database, account_id, Role.CURATOR, TESTS, now)
    elif change == "disable":
        await account_service.set_active(database, account_id, False, TESTS, now)
    elif change == "reset":
        await account_service.reset(database, "key", account_id, TESTS, now)
    else:
        await account_service.change_password(database, account_id, "other unrelated words", TESTS, now)
    assert not await _is_in(client)


@pytest.mark.parametrize("role", [Role.CLERK, Role.CURATOR, Role.SUPERVISOR, Role.ADMIN])
async def test_everybody_with_an_account_sets_up_a_second_factor_first(
    browser: NewBrowser, database: Database, role: Role
) -> None:
    await add_account(database, role)
    client = browser()
    done = await _sign_in(client, LOGINS[role])
    assert done.headers["location"] == "/desk/sign-in/enrol"
    assert not await _is_in(client)
    _, recovery = await _enrol(client, leads_to="/desk/first" if role is Role.ADMIN else "/desk")
    assert len(recovery) == 10
    assert await _is_in(client)


async def test_afterwards_every_sign_in_needs_a_code_that_counts_once(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CURATOR)
    first = browser()
    await _sign_in(first, LOGINS[Role.CURATOR])
    totp, _ = await _enrol(first)
    async with database.transaction() as session:
        row = (await session.scalars(select(AccountRow))).one()
        assert row.totp_secret and totp.secret not in row.totp_secret
        row.totp_step -= 2  # as if some time had passed
    client = browser()
    done = await _sign_in(client, LOGINS[Role.CURATOR])
    assert done.headers["location"] == "/desk/sign-in/code"
    assert not await _is_in(client)
    code = "/desk/sign-in/code"
    assert (await _post(client, code, code, code="000000")).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    used = totp.now()
    assert (await _post(client, code, code, code=used)).headers["location"] == "/desk"
    assert await _is_in(client)
    again = browser()
    await _sign_in(again, LOGINS[Role.CURATOR])
    assert (await _post(again, code, code, code=used)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_a_recovery_code_replaces_the_phone_once(browser: NewBrowser, database: Database) -> None:
    await add_account(database, Role.ADMIN)
    first = browser()
    await _sign_in(first, LOGINS[Role.ADMIN])
    _, recovery = await _enrol(first, leads_to="/desk/first")
    code = "/desk/sign-in/code"
    for browser_no, status in enumerate((HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY)):
        client = browser()
        await _sign_in(client, LOGINS[Role.ADMIN])
        answer = await _post(client, code, code, code=recovery[0].upper())
        assert answer.status_code == status, browser_no
    assert (Event.RECOVERY_USED, LOGINS[Role.ADMIN]) in [e[::2] for e in await _events(database)]


async def test_the_cookie_changes_with_every_step(browser: NewBrowser, database: Database) -> None:
    await add_account(database, Role.CURATOR)
    client, old = browser(), browser()
    await _sign_in(client, LOGINS[Role.CURATOR])
    old.cookies.update(client.cookies)
    await _enrol(client)
    assert await _is_in(client) and not await _is_in(old)


async def test_who_signs_in_where_somebody_was_signed_in_ends_that_session(
    browser: NewBrowser, database: Database
) -> None:
    """oryx-labs/oryxos#89: the one before stayed signed in, and here would count as at work."""
    await add_account(database, Role.CLERK)
    await add_account(database, Role.CURATOR)
    client, copy = browser(), browser()
    await _sign_in(client, LOGINS[Role.CURATOR])
    await _enrol(client)
    copy.cookies.update(client.cookies)
    await _sign_in(client, LOGINS[Role.CLERK])
    await _enrol(client)
    assert await _is_in(client) and not await _is_in(copy)
    assert Event.SIGNED_OUT in [event for event, _, _ in await _events(database)]


async def test_a_first_password_is_changed_at_the_first_sign_in(
    browser: NewBrowser, database: Database
) -> None:
    now, login = utc_now(), "new@labor.example"
    await account_service.add(database, login, "新同仁", "", Role.CLERK, PASSWORD, TESTS, now)
    client, step = browser(), "/desk/sign-in/password"
    assert (await _sign_in(client, login)).headers["location"] == step
    for bad in ("short", PASSWORD, "new@labor.example!"):
        answer = await _post(client, step, step, new=bad)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not await _is_in(client)
    await _post(client, step, step, new="purple hippo in a library")
    await _enrol(client)
    assert await _is_in(client)
    assert (await _sign_in(browser(), login)).status_code == HTTPStatus.UNAUTHORIZED
    again = await _sign_in(browser(), login, "purple hippo in a library")
    assert again.headers["location"] == "/desk/sign-in/code"


async def test_changing_the_password_keeps_this_browser_and_ends_the_others(
    browser: NewBrowser, database: Database
) -> None:
    await add_account(database, Role.CLERK)
    here, elsewhere = browser(), browser()
    await _sign_in(here, LOGINS[Role.CLERK])
    await _enrol(here)
    elsewhere.cookies.set(cookies.SESSION, await open_session(database, Role.CLERK))
    path, new = "/desk/account/password", "purple hippo in a library"
    wrong = await _post(here, path, ACCOUNT, old="not the password", new=new)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "目前的密碼不對" in wrong.text
    await _post(here, path, ACCOUNT, old=PASSWORD, new=new)
    assert await _is_in(here) and not await _is_in(elsewhere)


async def test_the_sign_in_form_of_another_site_is_refused(browser: NewBrowser, database: Database) -> None:
    await add_account(database, Role.CLERK)
    client = browser()
    data = {"login": LOGINS[Role.CLERK], "password": PASSWORD}
    assert (await client.post("/desk/sign-in", data=data)).status_code == HTTPStatus.FORBIDDEN
    token = csrf_of((await browser().get("/desk/sign-in")).text)
    await client.get("/desk/sign-in")
    assert (
        await client.post("/desk/sign-in", data=data | {"csrf": token})
    ).status_code == HTTPStatus.FORBIDDEN


async def test_sign_ins_are_recorded_without_secrets(browser: NewBrowser, database: Database) -> None:
    await add_account(database, Role.CLERK)
    client = browser()
    await _sign_in(client, LOGINS[Role.CLERK], "some other words")
    await _sign_in(client, LOGINS[Role.CLERK])
    totp, _ = await _enrol(client)
    await _post(client, "/desk/sign-out", ACCOUNT)
    events = await _events(database)
    assert [event for event, _, _ in events] == [
        Event.ACCOUNT_ADDED,
        Event.REFUSED,
        Event.TOTP_ENROLLED,
        Event.SIGNED_IN,
        Event.SIGNED_OUT,
    ]
    assert totp.secret not in str(events)
    assert PASSWORD not in str(events) and "other words" not in str(events)


async def test_pages_of_the_desk_stay_in_no_cache(browser: NewBrowser, database: Database) -> None:
    client = browser()
    client.cookies.set(cookies.SESSION, await open_session(database, Role.CLERK))
    assert (await client.get(ACCOUNT)).headers["cache-control"] == "no-store"


async def test_a_disabled_account_cannot_sign_in(browser: NewBrowser, database: Database) -> None:
    account_id = await add_account(database, Role.CLERK)
    await account_service.set_active(database, account_id, False, TESTS, utc_now())
    assert (await _sign_in(browser(), LOGINS[Role.CLERK])).status_code == HTTPStatus.UNAUTHORIZED


async def test_with_another_key_of_the_installation_recovery_codes_still_work(
    browser: NewBrowser, database: Database, desk_settings: Settings
) -> None:
    await add_account(database, Role.CURATOR)
    first = browser()
    await _sign_in(first, LOGINS[Role.CURATOR])
    totp, recovery = await _enrol(first)
    desk_settings.__dict__["signing_key"] = "a new key"
    client, code = browser(), "/desk/sign-in/code"
    await _sign_in(client, LOGINS[Role.CURATOR])
    assert (await _post(client, code, code, code=totp.now())).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (await _post(client, code, code, code=recovery[3])).headers["location"] == "/desk"
