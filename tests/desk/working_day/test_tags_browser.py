"""Tags in a real Chromium: put on a case and on a conversation, and what they find."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, overflow, serious
from tests.desk.working_day.conftest import send, serve
from tests.staff import Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def tag(contexts: list[BrowserContext], desk_app: Desk) -> str:
    """The name of a tag that a supervisor lists at the page of the tags."""
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    page, name = contexts[1].new_page(), f"媒體 {uuid.uuid4().hex[:6]}"
    page.goto("/desk/tags")
    page.get_by_label("名稱", exact=True).first.fill(name)
    with leaving(page):
        page.get_by_role("button", name="加標籤").click()
    expect(page.get_by_role("button", name=f"停用 {name}")).to_be_visible()
    assert serious(page) == [] and overflow(page) == 0
    return name


def _put(page: Page, tag: str) -> None:
    """Put ``tag`` on what the page shows."""
    page.get_by_label("加標籤", exact=True).select_option(tag)
    with leaving(page):
        page.get_by_role("button", name="加標籤", exact=True).click()
    expect(page.get_by_role("button", name=f"拿掉標籤 {tag}")).to_be_visible()


def test_a_tag_on_a_case_finds_it_in_the_list(
    clerk: Page, tag: str, new_case: Callable[[], str], desk_app: Desk
) -> None:
    case, other = new_case(), new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/take")
        send(client, f"{other}/take")
    clerk.goto(case)
    _put(clerk, tag)
    assert serious(clerk) == []
    clerk.goto("/desk/cases?tab=open")
    clerk.get_by_label("標籤", exact=True).select_option(tag)
    with leaving(clerk):
        clerk.get_by_role("button", name="篩選").click()
    expect(clerk.locator(f"main table a[href='{case}']").first).to_be_visible()
    expect(clerk.locator(f"main table a[href='{other}']")).to_have_count(0)
    clerk.goto(case)
    with leaving(clerk):
        clerk.get_by_role("button", name=f"拿掉標籤 {tag}").click()
    expect(clerk.locator(".tag", has_text=tag)).to_have_count(0)


def test_a_tag_on_a_conversation_is_in_the_queue_and_finds_it_afterwards(
    clerk: Page, tag: str, contexts: list[BrowserContext]
) -> None:
    serve(clerk, contexts[2].new_page())
    _put(clerk, tag)
    expect(clerk.locator(".talk .tag", has_text=tag).first).to_be_visible()
    with leaving(clerk):
        clerk.get_by_role("button", name="交還給自動回覆").click()
    clerk.goto("/desk/inbox/past")
    clerk.get_by_label("標籤", exact=True).select_option(tag)
    with leaving(clerk):
        clerk.get_by_role("button", name="找", exact=True).click()
    expect(clerk.get_by_role("status").filter(has_text=re.compile(r"^1 段"))).to_be_visible()
    assert serious(clerk) == [] and overflow(clerk) == 0
