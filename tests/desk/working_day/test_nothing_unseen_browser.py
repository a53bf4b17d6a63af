"""Announcements, hand-overs and 「查不到」: what was seen is what is sent, each reads for themselves."""

import os
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from core.clock import utc_now
from core.database import Database
from desk.auth.permissions import Role, Staff
from desk.duty import handover_service
from publication import question_service
from tests.browsing import leaving, overflow, serious
from tests.staff import NAMES, Desk

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("nothing_kept")
def test_an_announcement_that_was_edited_after_its_preview_is_previewed_again(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    page = contexts[0].new_page()
    page.goto("/desk/announcements")
    page.get_by_label("內容").fill("博覽會在星期三")
    with leaving(page):
        page.get_by_role("button", name="預覽").click()
    expect(page.locator(".bubble").first).to_contain_text("星期三")
    page.get_by_label("內容").fill("更正：博覽會在星期四")
    with leaving(page):
        page.get_by_role("button", name="送出", exact=True).click()
    expect(page.get_by_text("內容和預覽的不一樣，還沒有送出")).to_be_visible()
    expect(page.locator(".bubble").first).to_contain_text("星期四")
    assert serious(page) == []
    with leaving(page):
        page.get_by_role("button", name="送出", exact=True).click()
    expect(page.locator("li.panel .bubble").first).to_have_text("更正：博覽會在星期四")
    expect(page.get_by_label("內容")).to_have_value("")


@pytest.mark.usefixtures("nothing_kept")
def test_an_announcement_is_taken_back_before_it_leaves_and_its_text_is_in_the_form_again(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    page, text = contexts[0].new_page(), f"博覽會改期 {uuid.uuid4().hex[:6]}"
    page.goto("/desk/announcements")
    page.get_by_label("內容").fill(text)
    for button in ("預覽", "送出"):
        with leaving(page):
            page.get_by_role("button", name=button, exact=True).click()
    entry = page.locator("li.panel", has_text=text)
    expect(entry.get_by_text("還可以收回")).to_be_visible()
    assert serious(page) == [] and overflow(page) == 0
    with leaving(page):
        entry.get_by_role("button", name="收回，先不要送").click()
    expect(entry).to_have_count(0)
    expect(page.get_by_label("內容")).to_have_value(text)


def test_one_persons_reading_hides_a_hand_over_for_them_alone(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    shift, _ = desk_app.open_shift()
    text = f"印表機要換碳粉 {uuid.uuid4().hex[:6]}"
    writer = Staff("staff-0", NAMES[Role.CURATOR], Role.CURATOR, "")

    async def write(database: Database) -> None:
        await handover_service.write(database, shift.id, text, writer, utc_now())

    desk_app.run(write)
    desk_app.sign_in(contexts[0], Role.CLERK)
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    first, second = (context.new_page() for context in contexts[:2])
    first.goto("/desk")
    note = first.locator(".desk-note", has_text=text)
    with leaving(first):
        note.get_by_role("button", name="我知道了").click()
    expect(first.locator(".desk-note", has_text=text)).to_have_count(0)
    second.goto("/desk")
    expect(second.locator(".desk-note", has_text=text)).to_be_visible()


@contextmanager
def _server_stopped(folder: Path) -> Iterator[None]:
    """The app hears nobody for a while; the network is there."""
    (process,) = (
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and str(folder).encode() in _environment(entry)
    )
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def test_with_the_server_down_and_the_network_up_a_question_is_kept_and_the_page_says_so(
    contexts: list[BrowserContext], desk_app: Desk, live_folder: Path
) -> None:
    desk_app.sign_in(contexts[0], Role.VOLUNTEER)
    page = contexts[0].new_page()
    page.goto("/desk")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    asked = f"伺服器停住時問的 {uuid.uuid4().hex[:6]}"
    with _server_stopped(live_folder):
        page.locator("#q").fill(asked)
        page.get_by_role("button", name="查不到").click()
        expect(page.locator("#outage")).to_contain_text("連不上伺服器。已經記下「查不到」")
    expect(page.locator("#outage")).to_contain_text("已經送出")
    noted = desk_app.run(lambda database: question_service.listed(database))
    assert [question.text for question in noted].count(asked) == 1
