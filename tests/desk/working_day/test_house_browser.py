"""The house in order, in a real Chromium: roster, accounts, the first hour, help on every page."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, overflow, serious
from tests.staff import NAMES, Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def admin(contexts: list[BrowserContext], desk_app: Desk) -> Page:
    """A page of an administrator who is signed in."""
    desk_app.sign_in(contexts[0], Role.ADMIN)
    return contexts[0].new_page()


def _staff_list(*people: tuple[str, ...]) -> dict[str, object]:
    """A spreadsheet of people as a browser uploads it."""
    book = Workbook()
    for row in (("帳號", "姓名", "單位", "身分"), *people):
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return {"name": "同仁.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}


def test_a_week_of_the_roster_is_one_page_with_names_to_choose(admin: Page) -> None:
    admin.goto("/desk/roster?week=2026-11-23")
    admin.get_by_label("名單上沒有的人").fill("林志工")
    with leaving(admin):
        admin.get_by_role("button", name="加進名單").click()
    for day in ("11/23", "11/24"):
        admin.get_by_label(f"{day} 中午 第 1 位", exact=True).select_option("林志工")
    with leaving(admin):
        admin.get_by_role("button", name="存這一週").click()
    expect(admin.get_by_label("11/24 中午 第 1 位", exact=True)).to_have_value("林志工")
    assert serious(admin) == [] and overflow(admin) == 0


def test_accounts_come_from_a_spreadsheet_and_a_wrong_cell_is_named(admin: Page) -> None:
    admin.goto("/desk/users/import")
    admin.get_by_label("檔案").set_input_files(_staff_list(("one@labor.example", "王一", "勞檢處", "志工")))  # type: ignore[arg-type]
    with leaving(admin):
        admin.get_by_role("button", name="匯入", exact=True).click()
    expect(admin.get_by_role("cell", name="志工", exact=True)).to_be_visible()
    assert serious(admin) == [] and overflow(admin) == 0
    admin.get_by_label("檔案").set_input_files(_staff_list(("one@labor.example", "王一", "勞檢處", "承辦")))  # type: ignore[arg-type]
    with leaving(admin):
        admin.get_by_role("button", name="匯入", exact=True).click()
    expect(admin.get_by_text("建立了 1 個帳號")).to_be_visible()
    assert serious(admin) == [] and overflow(admin) == 0


@pytest.mark.parametrize(("button", "question"), [("重設", "重設 {} 的帳號？"), ("停用", "停用 {} 的帳號？")])
def test_what_shuts_somebody_out_asks_first(admin: Page, desk_app: Desk, button: str, question: str) -> None:
    login = f"asked-{len(button.encode())}{button}@labor.example"
    desk_app.add_account(Role.CLERK, login)
    admin.goto("/desk/users")
    row = admin.get_by_role("row").filter(has_text=login)
    with leaving(admin):
        row.get_by_role("button").filter(has_text=button).click()
    expect(admin.get_by_role("heading", name=question.format(NAMES[Role.CLERK]))).to_be_visible()
    assert serious(admin) == [] and overflow(admin) == 0
    with leaving(admin):
        admin.get_by_role("link", name="不要").click()
    expect(row.get_by_text("已停用")).to_have_count(0)


def test_the_first_hour_leads_to_each_thing_and_puts_one_aside(admin: Page) -> None:
    admin.goto("/desk/first")
    assert serious(admin) == [] and overflow(admin) == 0
    before = admin.get_by_role("button", name="先放著").count()
    with leaving(admin):
        admin.get_by_role("button", name="先放著：備份").click()
    expect(admin.get_by_role("button", name="拿回來做：備份")).to_be_visible()
    expect(admin.get_by_role("button", name="先放著")).to_have_count(before - 1)
    with leaving(admin):
        admin.get_by_role("button", name="拿回來做：備份").click()
    expect(admin.get_by_role("button", name="先放著")).to_have_count(before)


@pytest.mark.parametrize("path", ["/desk", "/desk/cases", "/desk/inbox", "/desk/roster"])
def test_help_is_one_press_away_and_leaves_the_page_as_it_is(admin: Page, path: str) -> None:
    admin.goto(path)
    admin.get_by_role("link", name="這一頁怎麼用").press("Enter")
    shown = admin.get_by_role("dialog")
    expect(shown.get_by_role("heading").first).to_be_visible()
    assert serious(admin) == []
    shown.get_by_role("button", name="關閉").focus()
    admin.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    assert admin.url.endswith(path)
