"""The lists of a working day in a real Chromium: cases, referrals, the audit, the numbers; a colleague is named."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, serious
from tests.desk.working_day.conftest import saved, send
from tests.staff import LOGINS, Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def chief(contexts: list[BrowserContext], desk_app: Desk) -> Page:
    """A page of a supervisor who is signed in."""
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    return contexts[1].new_page()


def test_cases_are_filtered_kept_as_a_view_and_given_at_once(
    clerk: Page, new_case: Callable[[], str]
) -> None:
    case = new_case()
    clerk.goto("/desk/cases?tab=new")
    clerk.get_by_label("狀態").select_option("已收件")
    clerk.get_by_label("程序").select_option("檢舉公司違反勞動法令")
    with leaving(clerk):
        clerk.get_by_role("button", name="篩選").click()
    row = clerk.get_by_role("row").filter(has=clerk.locator(f"a[href='{case}']"))
    expect(row).to_be_visible()
    clerk.get_by_text("存成我的檢視").click()
    clerk.get_by_label("名稱", exact=True).fill("新檢舉")
    saved(clerk)
    with leaving(clerk):
        clerk.get_by_role("button", name="存", exact=True).click()
    expect(clerk.get_by_role("link", name="新檢舉", exact=True)).to_have_attribute("aria-current", "page")
    row.get_by_role("checkbox").check()
    clerk.locator("#bulk select").select_option(label="陳承辦（勞動條件科）")
    with leaving(clerk):
        clerk.locator("#bulk button[type=submit]").click()
    expect(clerk.get_by_text("已分派 1 件給 陳承辦")).to_be_visible()
    expect(row).to_have_count(0)
    with leaving(clerk):
        clerk.get_by_role("button", name="刪除檢視 新檢舉").click()
    expect(clerk.get_by_role("link", name="新檢舉", exact=True)).to_have_count(0)
    assert serious(clerk) == []


def test_a_referral_is_in_the_list_until_its_window_takes_it_over(clerk: Page, desk_app: Desk) -> None:
    with desk_app.client(Role.CLERK) as client:
        slip = send(client, "/desk/referrals/new", topic="申請調解", to_window="勞資關係科")
    code = re.search(r"/desk/referrals/([\w-]+)", str(slip.url))
    assert code is not None
    clerk.goto("/desk/referrals")
    with leaving(clerk):
        clerk.get_by_label("窗口", exact=True).select_option("勞資關係科")
        clerk.get_by_role("button", name="看", exact=True).click()
    take = clerk.get_by_role("button", name=f"接手 {code[1]}")
    expect(take).to_be_visible()
    expect(clerk.get_by_alt_text("勞資關係科的轉介單清單，QR code")).to_be_visible()
    assert serious(clerk) == []
    with leaving(clerk):
        take.click()
    clerk.goto("/desk/referrals")
    expect(take).to_have_count(0)


def test_the_audit_is_filtered_and_the_file_holds_what_is_shown(chief: Page) -> None:
    chief.goto("/desk/cases?tab=open")
    with chief.expect_download():
        chief.get_by_role("link", name="CSV").click()
    chief.goto("/desk/audit")
    chief.get_by_label("做了什麼").select_option("匯出")
    chief.get_by_label("誰或對象").fill("案件清單")
    with leaving(chief):
        chief.get_by_role("button", name="篩選").click()
    rows = chief.get_by_role("table").locator("tbody tr")
    expect(rows.first).to_contain_text("案件清單（csv）")
    assert {row.locator("td").nth(2).inner_text() for row in rows.all()} == {"匯出"}
    with chief.expect_download() as taken:
        chief.get_by_role("link", name="下載 CSV").click()
    text = taken.value.path().read_text("utf-8-sig")
    assert "案件清單（csv）" in text and "登入" not in text.partition("\n")[2]
    assert serious(chief) == []


def test_a_small_number_is_read_inside_and_not_on_paper(
    chief: Page, desk_app: Desk, new_case: Callable[[], str]
) -> None:
    case = new_case()
    with desk_app.client(Role.SUPERVISOR) as client:
        send(client, "/desk/tags", name="少見的事")
        number = re.findall(r'action="/desk/tags/(\d+)"', client.get("/desk/tags").text)[-1]
        send(client, f"{case}/tags", tag=number)
    chief.goto("/desk/reports")
    table = chief.get_by_role("table").filter(has_text="少見的事")
    expect(table.get_by_role("row").filter(has_text="少見的事").get_by_role("cell").first).to_have_text("1")
    with leaving(chief):
        chief.get_by_role("link", name="列印或存成 PDF").click()
    sheet = chief.get_by_role("row").filter(has_text="少見的事")
    expect(sheet).to_contain_text("少於 5")


def test_a_colleague_is_named_from_a_list_and_gets_it_in_the_bell(
    clerk: Page, desk_app: Desk, new_case: Callable[[], str], contexts: list[BrowserContext]
) -> None:
    case = new_case()
    clerk.goto(case)
    with leaving(clerk):
        clerk.get_by_role("button", name="我來辦").click()
    clerk.locator("#do-note > summary").click()
    note = clerk.locator("#note-text")
    note.press_sequentially("請 @王督")
    offered = clerk.locator("#note-text-mention").get_by_role("option", name="王督導")
    expect(offered).to_have_attribute("aria-selected", "true")
    note.press("Enter")
    expect(note).to_have_value("請 @王督導 ")
    note.press_sequentially("看")
    saved(clerk)
    with leaving(clerk):
        clerk.get_by_role("button", name="內部註記", exact=True).click()
    desk_app.sign_in(contexts[2], Role.SUPERVISOR, LOGINS[Role.SUPERVISOR])
    chief = contexts[2].new_page()
    chief.goto("/desk/bell")
    ring = chief.get_by_role("link", name=re.compile("陳承辦 在案件 .*的註記提到您"))
    with leaving(chief):
        ring.first.click()
    expect(chief.get_by_text("請 @王督導 看")).to_be_visible()
    chief.goto("/desk/bell")
    expect(chief.locator(f"a[href='{case}']").filter(has_text="提到您")).to_have_count(0)
