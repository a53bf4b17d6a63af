"""Staff of every role, signed in at once, for the tests of the desk."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext
from sqlalchemy import update

from core.clock import utc_now
from core.database import Database
from desk.auth import account_service, cookies, repository, session_service, shift_service
from desk.auth.audit_service import ActionOrigin
from desk.auth.models import AccountRow, ShiftRow
from desk.auth.permissions import Role
from desk.auth.session_service import SignInStep
from desk.auth.shift_service import Shift, Slot

T = TypeVar("T")
PASSWORD = "four unrelated words"
LOGINS: dict[Role, str] = {role: f"{role}@labor.example" for role in Role if role is not Role.VOLUNTEER}
NAMES: dict[Role, str] = {
    Role.VOLUNTEER: "林志工",
    Role.CLERK: "陳承辦",
    Role.CURATOR: "李題庫",
    Role.SUPERVISOR: "王督導",
    Role.ADMIN: "張系統",
}


async def add_account(database: Database, role: Role, login: str | None = None) -> int:
    """An account of ``role`` with `PASSWORD`, nothing left to set up but the second factor."""
    origin = ActionOrigin("tests", "")
    login, now = login or LOGINS[role], utc_now()
    return await account_service.add(
        database, login, NAMES[role], "勞動條件科", role, PASSWORD, origin, now, must_change=False
    )


async def open_session(database: Database, role: Role, login: str | None = None) -> str:
    """The cookie of a new session of ``role``, as after a whole sign-in; ``login`` names another person."""
    now = utc_now()
    if role is not Role.VOLUNTEER:
        async with database.transaction() as session:
            known = await repository.account_by_login(session, login or LOGINS[role])
        account_id = known.id if known else await add_account(database, role, login)
    async with database.transaction() as session:
        owner: AccountRow | ShiftRow | None
        if role is Role.VOLUNTEER:
            owner = ShiftRow(
                day=date(2000, 1, 1) + timedelta(days=now.microsecond),
                slot="morning",
                pin_hash="",
                opened_by=NAMES[Role.CLERK],
                opened_at=now,
                ends_at=now + timedelta(hours=5),
                people=NAMES[role],
            )
            session.add(owner)
            await session.flush()
        else:
            owner = await session.get(AccountRow, account_id)
        assert owner is not None
        return session_service.begin(session, owner, NAMES[role], SignInStep.DONE, now)


class Desk:
    """The desk of a running app: gives signed-in clients and browsers."""

    def __init__(self, address: str, database_url: str) -> None:
        self.address = address
        self.database_url = database_url

    def run(self, job: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
        """Do something in the database of the app."""

        async def done() -> T:
            database = Database(self.database_url)
            try:
                return await job(database)
            finally:
                await database.close()

        # In a thread: the browser of a test may already run an event loop in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, done()).result()

    def cookie(self, role: Role, login: str | None = None) -> str:
        """A new session of ``role``; ``login`` names another person."""
        return self.run(lambda database: open_session(database, role, login))

    def open_shift(self) -> tuple[Shift, str]:
        """A shift that is open now, with its PIN."""
        opened_by, now = NAMES[Role.CLERK], utc_now()
        origin = ActionOrigin(opened_by, "")
        return self.run(
            lambda database: shift_service.open_shift(database, Slot.EXTRA, opened_by, origin, now)
        )

    def add_account(self, role: Role, login: str) -> None:
        """An account with `PASSWORD` that has not signed in yet."""
        self.run(lambda database: add_account(database, role, login))

    def forget_second_factor(self, role: Role) -> None:
        """Whoever signs in as ``role`` next sets it up anew: a code counts once, and tests are faster."""
        change = (
            update(AccountRow).where(AccountRow.login == LOGINS[role]).values(totp_secret=None, totp_step=0)
        )

        async def forget(database: Database) -> None:
            async with database.transaction() as session:
                await session.execute(change)

        self.run(forget)

    def client(self, role: Role | None = None, login: str | None = None) -> httpx.Client:
        """A client that takes pages, signed in as ``role``; ``login`` names another person."""
        jar = {cookies.SESSION: self.cookie(role, login)} if role else {}
        headers = {"Accept": "text/html"}
        return httpx.Client(base_url=self.address, timeout=30, cookies=jar, headers=headers)

    def sign_in(self, context: BrowserContext, role: Role, login: str | None = None) -> None:
        """Sign a browser context in, as the sign-in page does."""
        host = urlsplit(self.address).hostname or ""
        cookie = self.cookie(role, login)
        context.add_cookies([{"name": cookies.SESSION, "value": cookie, "domain": host, "path": "/desk"}])


def csrf_of(html: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None, "the page holds no form of the desk"
    return found.group(1)
