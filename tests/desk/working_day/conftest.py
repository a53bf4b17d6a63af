"""Browsers of several people at the running desk, and the cases and visitors that they work with."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import delete, update

from core.clock import utc_now
from core.database import Database
from desk.auth.models import SessionRow
from desk.auth.permissions import Role
from desk.auth.session_service import IDLE
from desk.autosave.models import FormDraftRow
from tests.browsing import leaving, set_up_second_factor
from tests.desk.browsers import ORAL, chromium, contexts
from tests.staff import LOGINS, PASSWORD, Desk, csrf_of

__all__ = ["chromium", "contexts"]


@pytest.fixture
def nothing_kept(desk_app: Desk) -> None:
    """Nobody has anything half-written: whose forms a test before has left comes back into the page."""

    async def empty(database: Database) -> None:
        async with database.transaction() as session:
            await session.execute(delete(FormDraftRow))

    desk_app.run(empty)


@pytest.fixture
def clerk(contexts: list[BrowserContext], desk_app: Desk, nothing_kept: None) -> Page:
    """A page of a clerk who is signed in and has nothing half-written."""
    desk_app.sign_in(contexts[0], Role.CLERK)
    return contexts[0].new_page()


@pytest.fixture
def new_case(desk_app: Desk) -> Callable[[], str]:
    """Makes cases that nobody has; gives their addresses."""

    def made() -> str:
        with desk_app.client(Role.CLERK) as client:
            done = send(client, "/desk/cases/new/send", what=f"沒領到薪水 {uuid.uuid4().hex}", **ORAL)
            number = re.search(r"number=([\d-]+)", done.text)
            assert number is not None
            found = re.search(r"/desk/cases/[0-9a-f]{32}", client.get(f"/desk/cases?number={number[1]}").text)
        assert found is not None
        return found[0]

    return made


def send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Post a form of the desk."""
    token = csrf_of(client.get("/desk/account").text)
    return client.post(path, data={"csrf": token, **fields}, follow_redirects=True)


def ask_for_a_person(page: Page) -> str:
    """A visitor of the web chat waits for a person; gives words that name the visitor in the inbox."""
    page.goto("/chat")
    box = page.get_by_role("combobox", name="輸入您的問題")
    mark = f"我是訪客{uuid.uuid4().hex[:6]}"
    for text, answer in (("找真人", "已為您轉給真人服務"), (mark, mark)):
        box.fill(text)
        page.get_by_role("button", name="送出").click()
        expect(page.get_by_text(answer).first).to_be_visible()
    return mark


def serve(desk: Page, visitor: Page) -> None:
    """A visitor asks for a person, and gets the one at ``desk``."""
    desk.goto("/desk/inbox")
    mark = ask_for_a_person(visitor)
    with leaving(desk):
        desk.locator(".talk", has_text=mark).get_by_role("button", name="接手").click()
    expect(desk.get_by_label("回覆民眾")).to_be_visible()


def saved(page: Page) -> None:
    """Wait until the page says that what was typed is kept."""
    expect(page.get_by_text("已自動儲存").first).to_be_visible()


def sign_in(page: Page, desk_app: Desk, role: Role) -> None:
    """Fill in the sign-in form that the page shows, and set up the second factor."""
    desk_app.forget_second_factor(role)
    page.get_by_label("帳號", exact=True).fill(LOGINS[role])
    page.get_by_label("密碼", exact=True).fill(PASSWORD)
    with leaving(page):
        page.keyboard.press("Enter")
    set_up_second_factor(page)


def let_sessions_end(desk_app: Desk) -> None:
    """Half an hour goes by in which nobody does anything."""

    async def age(database: Database) -> None:
        async with database.transaction() as session:
            await session.execute(update(SessionRow).values(seen_at=utc_now() - IDLE - timedelta(minutes=1)))

    desk_app.run(age)
