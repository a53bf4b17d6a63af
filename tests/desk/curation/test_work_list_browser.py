"""The daily work on the FAQ in a real Chromium: what is refused, taken off at once, planned, imported."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core.clock import local_now
from tests.browsing import leaving, overflow, serious
from tests.desk.curation.conftest import REVIEWER, WRITER
from tests.desk.curation.test_curation_browser import sign_in
from tests.web.test_browser import chromium

__all__ = ["chromium", "sign_in"]
pytestmark = pytest.mark.browser
Opens = Callable[[str], Page]


def _edit(page: Page, entry: str) -> None:
    page.goto(f"/desk/curation?q={entry}")
    with leaving(page):
        page.get_by_role("button", name="編輯：").first.click()


def test_what_the_checks_call_wrong_is_not_sent_and_is_told_at_the_page(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    _edit(page, "overtime-pay")
    page.get_by_label("直接回答 必填").fill("字" * 400)
    page.get_by_label("改了什麼、為什麼 送審必填").fill("寫長一點")
    with leaving(page):
        page.get_by_role("button", name="送審").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("直接回答 必填")).to_have_value("字" * 400)
    assert serious(page) == [] and overflow(page) == 0


def test_an_entry_is_taken_off_at_once_and_put_back_by_a_second_person(sign_in: Opens) -> None:
    writer = sign_in(WRITER)
    writer.goto("/desk/withdrawals")
    writer.get_by_label("哪一題").select_option("annual-leave")
    writer.get_by_label("為什麼").fill("天數寫錯")
    with leaving(writer):
        writer.get_by_role("button", name="立刻下架").click()
    expect(writer.get_by_role("button", name="確認下架")).to_have_count(0)
    assert serious(writer) == [] and overflow(writer) == 0
    reviewer = sign_in(REVIEWER)
    reviewer.goto(writer.url)
    with leaving(reviewer):
        reviewer.get_by_role("button", name="沒有錯，恢復上架").click()
    expect(reviewer.get_by_text("已恢復上架")).to_be_visible()
    reviewer.goto("/faq/annual-leave")
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("特休")


def test_open_items_get_somebody_and_a_day(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    page.goto("/desk/curation/open-items")
    waiting = page.locator("td", has_text="沒有期限")
    before = waiting.count()
    chosen = page.locator("td input[type=checkbox]")
    chosen.evaluate_all("boxes => boxes.filter(box => box.checked).slice(1).forEach(box => box.click())")
    page.get_by_label("期限", exact=True).fill((local_now() + timedelta(days=30)).date().isoformat())
    with leaving(page):
        page.get_by_role("button", name="勾選的定期限").click()
    expect(page.get_by_text("1 項定好了期限")).to_be_visible()
    expect(waiting).to_have_count(before - 1)


def test_an_exported_file_with_one_change_comes_back_as_one_draft(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    page.goto("/desk/curation/exchange")
    page.get_by_label("格式").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="下載").click()
    text = download.value.path().read_text("utf-8-sig").replace("加班費怎麼算", "加班費要怎麼算", 1)
    page.get_by_label("檔案").set_input_files(
        {"name": "題庫.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_label("改了什麼、為什麼").fill("問句順一點")
    with leaving(page):
        page.get_by_role("button", name="匯入成草稿").click()
    expect(page.get_by_text("匯入了 1 份草稿")).to_be_visible()
    assert serious(page) == [] and overflow(page) == 0


def test_figures_are_listed_by_name_with_their_amount(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    page.goto("/desk/curation/records/parameter")
    expect(page.get_by_role("row", name="基本工資").first).to_contain_text("29,500")
    assert serious(page) == [] and overflow(page) == 0
