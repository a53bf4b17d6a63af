"""The desk in the dark: as the computer has it or as the person chose it, readable on every kind of page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.auth.permissions import Role
from tests.browsing import DESKTOP, serious
from tests.desk.browsers import chromium
from tests.staff import Desk

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
# Pages of each kind of content: lists, forms, charts, help, calendars, differences.
SAMPLE = {
    Role.SUPERVISOR: (
        "/desk/cases?tab=open",
        "/desk/cases/new?route=violation",
        "/desk/inbox",
        "/desk/tags",
        "/desk/macros",
        "/desk/bell",
        "/desk/audit",
        "/desk/calendar",
        "/desk/roster",
        "/desk/reports",
        "/desk/account",
    ),
    Role.CURATOR: ("/desk/curation", "/desk/watch", "/desk/first", "/desk/help", "/desk/digest"),
}


def page_of(chromium: Browser, desk_app: Desk, role: Role, scheme: str) -> Page:
    context = chromium.new_context(
        base_url=desk_app.address,
        locale="zh-TW",
        viewport=DESKTOP,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    desk_app.sign_in(context, role)
    return context.new_page()


@pytest.mark.parametrize("role", SAMPLE)
def test_pages_are_readable_in_the_dark(chromium: Browser, desk_app: Desk, role: Role) -> None:
    page = page_of(chromium, desk_app, role, "dark")
    found = {}
    for path in SAMPLE[role]:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        if problems := serious(page):
            found[path] = problems
    page.context.close()
    assert found == {}


def test_a_choice_stays_with_the_person_on_another_computer_and_loses_no_text(
    chromium: Browser, desk_app: Desk
) -> None:
    page = page_of(chromium, desk_app, Role.CLERK, "light")
    page.goto("/desk/referrals/new")
    page.get_by_label("要辦什麼").fill("申請調解")
    with page.expect_response("**/desk/account/look"):
        page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_label("要辦什麼")).to_have_value("申請調解")
    elsewhere = page_of(chromium, desk_app, Role.CLERK, "light")
    elsewhere.goto("/desk/account")
    expect(elsewhere.locator("html")).to_have_attribute("data-theme", "dark")
    elsewhere.get_by_role("button", name="跟著電腦").click()
    expect(elsewhere.get_by_text("現在跟著這台電腦的設定")).to_be_visible()
    expect(elsewhere.locator("html")).to_have_attribute("data-theme", "light")
    for one in (page, elsewhere):
        one.context.close()


def test_a_volunteer_chooses_for_the_browser_of_the_counter(chromium: Browser, desk_app: Desk) -> None:
    page = page_of(chromium, desk_app, Role.VOLUNTEER, "light")
    page.goto("/desk")
    with page.expect_response("**/desk/account/look"):
        page.get_by_role("button", name="深色").click()
    page.goto("/desk/duty")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert serious(page) == []
    page.context.close()
