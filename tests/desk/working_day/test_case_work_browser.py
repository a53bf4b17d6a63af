"""The work on a case in a real Chromium: files, the supervisor's reading, tags, macros, one case out of two."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.pdf import document
from desk.auth.permissions import Role
from tests import photos
from tests.browsing import leaving, overflow, serious
from tests.desk.working_day.conftest import saved, send
from tests.staff import Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def chief(contexts: list[BrowserContext], desk_app: Desk) -> Page:
    """A page of a supervisor who is signed in."""
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    return contexts[1].new_page()


@pytest.fixture
def mine(clerk: Page, new_case: Callable[[], str], desk_app: Desk) -> str:
    """The address of a case that the clerk has taken, whose page is open."""
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/take")
    clerk.goto(case)
    return case


def test_pictures_and_pdf_are_seen_in_the_case(clerk: Page, mine: str) -> None:
    clerk.get_by_label("加附件").set_input_files(
        [
            {"name": "薪資單.jpg", "mimeType": "image/jpeg", "buffer": photos.JPEG},
            {"name": "契約.pdf", "mimeType": "application/pdf", "buffer": document("契約", ["第一條"])},
        ]
    )
    with leaving(clerk):
        clerk.get_by_role("button", name="上傳").click()
    clerk.get_by_text("看 薪資單.jpg").click()
    picture = clerk.get_by_alt_text("薪資單.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("async picture => { await picture.decode(); return picture.naturalWidth; }") == 2
    with clerk.expect_response(re.compile(r"/attachments/[\w-]+\?as=page$")) as shown:
        clerk.get_by_text("看 契約.pdf").click()
    assert shown.value.status == 200 and shown.value.headers["content-type"] == "application/pdf"
    expect(clerk.get_by_title("契約.pdf")).to_be_visible()
    assert serious(clerk) == [] and overflow(clerk) == 0


def _ask_to_read(clerk: Page) -> None:
    with leaving(clerk):
        clerk.get_by_role("button", name="陳核：請主管看過再送").click()
    expect(clerk.get_by_text("等核准")).to_be_visible()


def test_a_reply_is_read_by_a_supervisor_sent_back_and_sent(clerk: Page, chief: Page, mine: str) -> None:
    clerk.locator("#do-answer > summary").click()
    clerk.locator("#answer-text").fill("查有違反，已裁罰。")
    _ask_to_read(clerk)
    chief.goto(mine)
    chief.get_by_label("給承辦的意見（可以不寫）").fill("請寫裁罰金額")
    assert serious(chief) == []
    with leaving(chief):
        chief.get_by_role("button", name="不核准").click()
    clerk.goto(mine)
    expect(clerk.get_by_text("主管的意見：請寫裁罰金額")).to_be_visible()
    expect(clerk.locator("#answer-text")).to_have_value("查有違反，已裁罰。")
    clerk.locator("#answer-text").fill("查有違反，已裁罰 2 萬元。")
    saved(clerk)
    _ask_to_read(clerk)
    chief.goto(mine)
    with leaving(chief):
        chief.get_by_role("button", name="核准", exact=True).click()
    clerk.goto(mine)
    expect(clerk.locator(".state")).to_have_text("已回覆")
    expect(clerk.locator(".events").get_by_text("查有違反，已裁罰 2 萬元。")).to_be_visible()


def test_a_macro_is_made_with_its_order_shown_and_done_with_one_press(
    clerk: Page, chief: Page, mine: str
) -> None:
    chief.goto("/desk/macros")
    new = chief.locator("form[action='/desk/macros']")
    if not new.is_visible():
        chief.get_by_text("新的巨集").click()
    new.get_by_label("名稱").fill("補薪資單")
    new.get_by_label("內部註記（可以不寫）").fill("已請 {案號} 補件")
    new.get_by_label("給民眾的信", exact=True).select_option("ask_supplement")
    new.get_by_label("信的內容").fill("請補最近三個月的薪資單")
    for step, kind in enumerate(("letter", "note", "tags", "assign"), start=1):
        new.get_by_label(f"第 {step} 步").select_option(kind)
    saved(chief)
    assert serious(chief) == [] and overflow(chief) == 0
    with leaving(chief):
        new.get_by_role("button", name="存巨集").click()
    clerk.reload()
    clerk.locator("#macro").select_option(label="補薪資單")
    with leaving(clerk):
        clerk.get_by_role("button", name="先看會做什麼").click()
    expect(clerk.locator("ol.events > li > p > b")).to_have_text(["通知補件", "內部註記"])
    expect(clerk.get_by_text("民眾會收到")).to_be_visible()
    assert serious(clerk) == []
    with leaving(clerk):
        clerk.get_by_role("button", name="照這樣做").click()
    expect(clerk.locator(".state")).to_have_text("等民眾補件")
    expect(clerk.get_by_role("button", name="收回，先不要送")).to_be_visible()
    chief.reload()
    chief.locator("summary", has_text="補薪資單").click()
    with leaving(chief):
        chief.get_by_role("button", name="刪除 補薪資單").click()


def test_two_cases_of_one_person_are_linked_made_one_and_taken_apart(
    clerk: Page, mine: str, new_case: Callable[[], str], desk_app: Desk
) -> None:
    later = new_case()  # of the same phone
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{later}/take")
    clerk.reload()
    other = clerk.locator(f"dd:has(a[href='{later}'])")
    expect(other).to_be_visible()
    number = other.locator(f"a[href='{later}']").inner_text()
    with leaving(clerk):
        clerk.get_by_role("button", name=f"和 {number} 併案").click()
    expect(clerk.get_by_role("heading", name=f"併入的案件 {number}")).to_be_visible()
    assert serious(clerk) == []
    clerk.goto(later)
    with leaving(clerk):
        clerk.get_by_role("button", name="取消併案").click()
    clerk.goto(mine)
    expect(clerk.get_by_role("heading", name=f"併入的案件 {number}")).to_have_count(0)


def test_documents_of_a_case_are_pdf_in_chinese(clerk: Page, mine: str) -> None:
    for name in ("卷宗（PDF）", "給雇主的版本（PDF）"):
        with clerk.expect_download() as taken:
            clerk.get_by_role("link", name=name).click()
        assert taken.value.suggested_filename.endswith(".pdf")
        assert taken.value.path().read_bytes().startswith(b"%PDF-")
