"""A case from the first page to its status in a real Chromium: keyboard, no JavaScript, axe, both sizes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import photos
from tests.browsing import leaving, serious
from tests.web.test_browser import SIZES, chromium  # noqa: F401

pytestmark = pytest.mark.browser

STORY = "公司沒有給加班費，\n每天做到晚上十點。"


@pytest.fixture(params=SIZES, ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, chromium: Browser, live_server: str) -> Iterator[Page]:  # noqa: F811
    """A page at either size."""
    context = chromium.new_context(base_url=live_server, locale="zh-TW", viewport=request.param)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def fill(page: Page, name: str) -> None:
    """Fill the form as far as it must be."""
    page.goto("/cases/new?route=violation")
    page.get_by_label("跟哪一方面有關").select_option("工資")
    page.get_by_label("發生了什麼事").fill(STORY)
    page.get_by_label("公司（雇主）的名稱").fill("某某食品行")
    page.get_by_label("您希望勞工局").fill("請去查")
    page.get_by_label("要保密").check()
    page.get_by_label("您的姓名").fill(name)
    page.get_by_label("聯絡電話").fill("0912345678")
    page.get_by_label("我看過了，同意").check()


def next_step(page: Page) -> None:
    """Go on to the answer to the form: what is wrong, or all of it to be read once more."""
    with leaving(page):
        page.get_by_role("button", name="下一步").click()


def narrow_enough(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_every_step_is_accessible_and_fits(page: Page, tmp_path: Path) -> None:
    fill(page, f"王{tmp_path.name}")
    page.get_by_label("您的姓名").fill("")
    next_step(page)
    expect(page.get_by_role("alert")).to_contain_text("請填：您的姓名")
    assert serious(page) == [] and narrow_enough(page)
    page.get_by_label("您的姓名").fill(f"王{tmp_path.name}")
    next_step(page)
    expect(page.get_by_role("heading", name="請看過一遍")).to_be_visible()
    assert serious(page) == [] and narrow_enough(page)
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(photos.JPEG)
    page.get_by_label("附件").set_input_files(photo)
    with leaving(page):
        page.get_by_role("button", name="確認送出").click()
    expect(page.get_by_role("heading", name="已經收到")).to_be_visible()
    assert serious(page) == [] and narrow_enough(page)
    number, code = page.locator(".receipt__key").all_inner_texts()
    page.goto("/cases/status")
    page.get_by_label("案號").fill(number)
    page.get_by_label("查詢碼").fill(code)
    with leaving(page):
        page.get_by_role("button", name="查詢", exact=True).click()
    expect(page.get_by_text("照片.jpg")).to_be_visible()
    assert serious(page) == [] and narrow_enough(page)
    assert number not in page.url and code not in page.url


def test_a_problem_leads_to_its_question(page: Page) -> None:
    page.goto("/cases/new?route=complaint")
    next_step(page)
    page.get_by_role("alert").get_by_role("link", name="您的姓名").click()
    expect(page).to_have_url(re.compile("#name$"))
    expect(page.get_by_label("您的姓名")).to_be_in_viewport()


def test_pressing_send_twice_is_one_case(page: Page, tmp_path: Path) -> None:
    fill(page, f"林{tmp_path.name}")
    next_step(page)
    page.get_by_role("button", name="確認送出").dblclick()
    expect(page.get_by_role("heading", name="已經收到")).to_be_visible()
    first = page.locator(".receipt__key").first.inner_text()
    page.reload()
    assert page.locator(".receipt__key").first.inner_text() == first


def test_a_case_is_filed_by_keyboard_without_javascript(chromium: Browser, live_server: str) -> None:  # noqa: F811
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/cases/new?route=suggestion")
    keys = page.keyboard
    page.get_by_label("跟哪一方面有關").focus()
    keys.press("End")
    for text in ("請在捷運站也設服務台", "多一個據點", "陳大文", "07-8124613 轉 424", ""):
        keys.press("Tab")
        keys.type(text)
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    with leaving(page):
        keys.press("Enter")
    expect(page.locator(".statement")).to_contain_text("07-812-4613 轉 424")
    page.get_by_role("button", name="回去修改").focus()
    with leaving(page):
        keys.press("Enter")
    expect(page.get_by_label("您希望勞工局")).to_have_value("多一個據點")
    next_step(page)
    page.get_by_role("button", name="確認送出").focus()
    with leaving(page):
        keys.press("Enter")
    expect(page.locator(".receipt__key").first).to_have_text(re.compile(r"\d{8}-\d{4}-\d"))
    context.close()


def test_the_printed_receipt_holds_number_code_and_copy(page: Page, tmp_path: Path) -> None:
    fill(page, f"李{tmp_path.name}")
    next_step(page)
    with leaving(page):
        page.get_by_role("button", name="確認送出").click()
    expect(page.get_by_role("button", name="列印收據")).to_be_visible()
    page.emulate_media(media="print")
    for part in (".receipt", ".copy__text", ".hash"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator(".site-header")).to_be_hidden()
