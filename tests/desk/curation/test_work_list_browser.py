"""The daily work on the FAQ in a real Chromium: what is refused, taken off at once, planned, imported."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core.clock import local_now
from core.database import Database
from knowledge.translation import Language, translation_key
from publication.models import Record
from tests.browsing import leaving, overflow, serious
from tests.desk.curation.conftest import REVIEWER, WRITER
from tests.desk.curation.test_curation_browser import sign_in
from tests.staff import Desk
from tests.web.test_browser import chromium

__all__ = ["chromium", "sign_in"]
pytestmark = pytest.mark.browser
Opens = Callable[[str], Page]
# Entries that no other test of this installation changes.
TAKEN_OFF, TRANSLATED = "occupational-accident-condolence", "occupational-accident-leave"


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
    writer.get_by_label("哪一題").select_option(TAKEN_OFF)
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
    reviewer.goto(f"/faq/{TAKEN_OFF}")
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("慰助金")


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


def test_a_spreadsheet_as_people_keep_it_becomes_drafts_that_go_to_review_together(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    page.goto("/desk/curation/exchange")
    rows = [
        "115 年題庫更新,,,",
        "代號,生效日,狀態,分機",
        "overtime-pay,115/1/2,上架,123",
        "annual-leave,1150102,上架,",
    ]
    page.get_by_label("檔案").set_input_files(
        {"name": "題庫.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    )
    page.get_by_label("改了什麼、為什麼").fill("從今年起")
    with leaving(page):
        page.get_by_role("button", name="匯入成草稿").click()
    expect(page.get_by_text("匯入了 2 份草稿")).to_be_visible()
    expect(page.get_by_text("沒有讀的欄位：分機")).to_be_visible()
    with leaving(page):
        page.get_by_role("button", name="勾選的一起送審").click()
    expect(page.get_by_text("2 份已送審")).to_be_visible()
    reviewer = sign_in(REVIEWER)
    reviewer.goto("/desk/curation/publish")
    waiting = reviewer.get_by_role("group", name="待審核的草稿").locator(".check-row", has_text="從今年起")
    expect(waiting.get_by_role("checkbox")).to_have_count(2)
    for box in waiting.get_by_role("checkbox").all():
        box.check()
    assert serious(reviewer) == []


def test_a_wrong_cell_of_a_spreadsheet_is_told_with_its_record_and_what_stands_there(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    page.goto("/desk/curation/exchange")
    content = "代號,下次檢視日\novertime-pay,明年\n".encode()
    page.get_by_label("檔案").set_input_files({"name": "題庫.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_label("改了什麼、為什麼").fill("明年再看")
    with leaving(page):
        page.get_by_role("button", name="匯入成草稿").click()
    row = page.get_by_role("region", name="要改的地方").get_by_role("row").nth(1)
    for told in ("2", "overtime-pay", "下次檢視日", "明年"):
        expect(row).to_contain_text(told)
    assert serious(page) == []


def test_topics_units_and_laws_are_chosen_and_the_use_of_an_entry_is_counted(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    _edit(page, "overtime-pay")
    for label in ("類別", "承辦單位", "維護單位", "法規全名"):
        field = page.get_by_label(re.compile(f"^{label}")).first
        assert field.evaluate("field => field.tagName") == "SELECT", label
    page.goto("/desk/curation/history/entry/overtime-pay")
    for told in ("對話回答", "服務台打開", "有幫助", "該答而沒有答到"):
        expect(page.get_by_text(told, exact=True)).to_be_visible()


def test_a_translation_that_is_out_of_date_is_looked_at_beside_its_chinese(
    sign_in: Opens, publishing_desk: Desk
) -> None:
    page = sign_in(WRITER)
    page.goto(f"/desk/curation/translations/{TRANSLATED}")
    expect(page.get_by_role("row", name="英文")).to_contain_text("和中文一致")
    publishing_desk.run(_chinese_has_changed)
    page.reload()
    expect(page.get_by_role("row", name="英文")).to_contain_text("過期")
    with leaving(page):
        page.get_by_role("button", name="編輯 英文").click()
    expect(page.get_by_text("中文在這份譯文之後改過")).to_be_visible()
    for box in page.get_by_label("照現在的中文看過了").all():
        box.check()
    with leaving(page):
        page.get_by_role("button", name="存草稿並預覽").click()
    expect(page.get_by_text("已存成草稿")).to_be_visible()
    expect(page.get_by_text("中文在這份譯文之後改過")).to_have_count(0)
    assert serious(page) == [] and overflow(page) == 0


async def _chinese_has_changed(database: Database) -> None:
    """The English of an entry was made from another Chinese."""
    key = translation_key(TRANSLATED, Language.ENGLISH)
    async with database.transaction() as session:
        row = await session.get_one(Record, ("translation", key))
        row.payload = row.payload | {"of": "0" * 12}


def test_figures_are_listed_by_name_with_their_amount(sign_in: Opens) -> None:
    page = sign_in(WRITER)
    page.goto("/desk/curation/records/parameter")
    expect(page.get_by_role("row", name="基本工資").first).to_contain_text("29,500")
    assert serious(page) == [] and overflow(page) == 0
