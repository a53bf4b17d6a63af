"""One search from every page, by keyboard; what was asked for stands in no address."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, overflow, serious
from tests.desk.working_day.conftest import send
from tests.staff import Desk

pytestmark = pytest.mark.browser


def test_ctrl_k_finds_my_case_by_a_persons_phone(
    clerk: Page, new_case: Callable[[], str], desk_app: Desk
) -> None:
    case = new_case()  # of a person who is confidential: it is found by those who have it
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/take")
    clerk.goto("/desk/referrals/new")
    clerk.keyboard.press("Control+k")
    box = clerk.get_by_role("dialog").get_by_role("searchbox")
    expect(box).to_be_focused()
    assert serious(clerk) == []
    clerk.keyboard.press("Escape")
    expect(box).not_to_be_visible()
    clerk.keyboard.press("Control+k")
    box.fill("0912 345 678")
    with leaving(clerk):
        box.press("Enter")
    expect(clerk).to_have_url(re.compile("/desk/find$"))
    expect(clerk.locator(f"a[href='{case}']")).to_be_visible()
    assert serious(clerk) == []
    assert overflow(clerk) == 0


def test_the_button_works_as_well_and_finds_an_entry(clerk: Page) -> None:
    clerk.goto("/desk/inbox")
    clerk.get_by_role("link", name="尋找").click()
    clerk.get_by_role("dialog").get_by_role("searchbox").fill("平日加班費怎麼計算？")
    with leaving(clerk):
        clerk.get_by_role("dialog").get_by_role("button", name="尋找").press("Enter")
    with leaving(clerk):
        clerk.get_by_role("link", name="平日加班費怎麼計算？").first.click()
    expect(clerk.get_by_role("heading", name="平日加班費怎麼計算？")).to_be_visible()
