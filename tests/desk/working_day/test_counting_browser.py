"""At the counter people are counted: switch, next person, undo; a print and a referral belong to somebody."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, overflow, serious
from tests.staff import Desk

pytestmark = pytest.mark.browser
ENTRY = "mediation-apply"


def _total(page: Page, shift_id: int) -> int:
    page.goto(f"/desk/duty/{shift_id}")
    found = re.search(r"服務人數：(\d+)", page.locator("#counts").inner_text())
    assert found is not None
    return int(found[1])


def test_one_person_is_one_whatever_is_done_for_them(contexts: list[BrowserContext], desk_app: Desk) -> None:
    shift, _ = desk_app.open_shift()
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    page = contexts[0].new_page()
    before = _total(page, shift.id)
    page.goto("/desk")
    with leaving(page):
        page.get_by_role("button", name="下一位").click()
    with leaving(page):
        page.get_by_role("button", name="電話").click()
    expect(page.get_by_role("button", name="電話")).to_have_attribute("aria-pressed", "true")
    assert serious(page) == []
    assert overflow(page) == 0
    for path in (f"/desk?id={ENTRY}", "/desk?id=severance-pay", f"/desk/print/{ENTRY}"):
        page.goto(path)
    assert _total(page, shift.id) == before + 1
    page.goto("/desk")
    with leaving(page):
        page.get_by_role("button", name="下一位").click()
    page.goto(f"/desk?id={ENTRY}")
    assert _total(page, shift.id) == before + 2
    page.goto("/desk")
    with leaving(page):
        page.get_by_role("button", name="復原").click()
    assert _total(page, shift.id) == before + 1


def test_a_wrong_number_is_undone_and_none_is_negative(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    shift, _ = desk_app.open_shift()
    desk_app.sign_in(contexts[0], Role.CURATOR)
    page = contexts[0].new_page()
    before = _total(page, shift.id)
    assert page.get_by_label("人數", exact=True).get_attribute("min") == "1"
    page.get_by_label("人數", exact=True).fill("50")
    with leaving(page):
        page.get_by_role("button", name="加入人數").click()
    assert _total(page, shift.id) == before + 50
    with leaving(page):
        page.get_by_role("button", name="復原我最後計的").click()
    assert _total(page, shift.id) == before
    assert serious(page) == []
