"""Entry pages, errors of forms and the receipt in a real Chromium: focus, copy, print, without JavaScript, axe."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import DESKTOP, PHONE, leaving, overflow, serious
from tests.web.test_browser import chromium  # noqa: F401
from tests.web.test_cases_browser import fill, next_step

pytestmark = pytest.mark.browser

ENTRY = "/faq/wage-payment-late"
PAGES = (
    ENTRY,
    "/faq/mediation-apply?lang=vi",
    "/faq/parental-leave?lang=th",
    "/nothing?lang=en",
    "/tools/deadlines",
)


@pytest.fixture
def context(chromium: Browser, live_server: str) -> Iterator[BrowserContext]:  # noqa: F811
    """A browser that may use the clipboard."""
    permissions = ["clipboard-read", "clipboard-write"]
    context = chromium.new_context(
        base_url=live_server,
        locale="zh-TW",
        viewport=PHONE,  # type: ignore[arg-type]
        permissions=permissions,
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def plain(chromium: Browser, live_server: str) -> Iterator[Page]:  # noqa: F811
    """A page without JavaScript."""
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_accessible_and_fits_a_phone(context: BrowserContext, path: str) -> None:
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert overflow(page) == 0 and serious(page) == []
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert overflow(page) == 0


def test_the_answer_and_the_link_are_copied_and_that_is_told(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(ENTRY)
    answer = page.locator(".answer--lead").inner_text()
    page.get_by_role("button", name="複製答案").click()
    expect(page.locator(".share__done")).to_have_text("已經複製")
    assert answer in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="複製連結").click()
    page.wait_for_function("path => navigator.clipboard.readText().then(t => t.endsWith(path))", arg=ENTRY)


def test_sharing_hands_over_the_title_and_the_address(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page.goto(ENTRY)
    page.get_by_role("button", name="分享").click()
    shared = page.wait_for_function("window.shared").json_value()
    assert shared["title"] == "雇主遲發或積欠薪水怎麼辦？" and shared["url"].endswith(ENTRY)


def test_one_press_prints_the_answer_with_a_qr_code_and_nothing_to_press(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.goto(ENTRY)
    expect(page.locator(".qr")).to_be_hidden()
    page.get_by_role("button", name="列印這一頁").click()
    page.wait_for_function("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_alt_text("這一頁的 QR code")).to_be_visible()
    for part in (".share", ".opinion", ".last-days", ".site-header", ".languages"):
        expect(page.locator(part).first).to_be_hidden()


def test_an_opinion_is_given_without_javascript(plain: Page) -> None:
    plain.goto(f"{ENTRY}?lang=vi")
    with leaving(plain):
        plain.get_by_role("button", name="沒幫助").click()
    with leaving(plain):
        plain.get_by_role("button", name="內容不夠").click()
    expect(plain.get_by_role("status")).to_contain_text("謝謝")
    with leaving(plain):
        plain.get_by_role("link", name="回到這一題").click()
    assert plain.url.endswith(f"{ENTRY}?lang=vi")


def test_a_last_day_is_worked_out_without_javascript(plain: Page) -> None:
    plain.goto(ENTRY)
    form = plain.get_by_role("form", name="追討薪水、加班費")
    form.get_by_label("那一筆錢原本應該在哪一天發？").fill("115/3/5")
    with leaving(plain):
        form.get_by_role("button", name="算出最後一天").click()
    expect(plain.get_by_role("link", name="加到行事曆")).to_be_visible()


# Errors of forms


def _complain(page: Page) -> None:
    page.goto("/cases/new?route=complaint")
    next_step(page)


def _calculate(page: Page) -> None:
    page.goto("/tools/severance")
    with leaving(page):
        page.get_by_role("button", name="試算", exact=True).click()


def _subscribe(page: Page) -> None:
    page.goto("/subscriptions")
    page.get_by_role("radio").first.check()
    page.get_by_label("電子郵件").fill("name@")
    with leaving(page):
        page.get_by_role("button", name="寄確認信給我").click()


def _look_up(page: Page) -> None:
    page.goto("/cases/status")
    page.get_by_label("案號").fill("20261126-0042-5")
    page.get_by_label("查詢碼").fill("ABCDE12345")
    with leaving(page):
        page.get_by_role("button", name="查詢", exact=True).click()


@pytest.mark.parametrize("send", [_complain, _calculate, _subscribe, _look_up])
def test_what_is_wrong_has_the_focus_and_leads_to_its_field(
    context: BrowserContext, plain: Page, send: Callable[[Page], None]
) -> None:
    for page in (context.new_page(), plain):
        send(page)
        summary = page.locator(".problems")
        expect(summary).to_be_focused()
        expect(page).to_have_title("錯誤：" + page.title().removeprefix("錯誤："))
        link = summary.get_by_role("link").first
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        expect(page.locator(f"#{target}")).to_be_in_viewport()
        expect(page.locator(f"#{target}")).to_be_focused()
    page = context.pages[0]
    assert serious(page) == [] and overflow(page) == 0


# The receipt


def test_the_receipt_is_kept_as_a_picture_copied_and_in_the_calendar(context: BrowserContext) -> None:
    page = context.new_page()
    fill(page, "王收據")
    next_step(page)
    with leaving(page):
        page.get_by_role("button", name="確認送出").click()
    number, code = page.locator(".receipt__key").all_inner_texts()
    page.get_by_role("button", name="複製案號和查詢碼").click()
    expect(page.locator(".share__done")).to_have_text("已經複製")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert number in copied and code in copied and copied.endswith("/cases/status")
    expect(page.get_by_alt_text("案號與查詢碼的 QR code")).to_be_visible()
    assert serious(page) == [] and overflow(page) == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="行事曆").click()
    calendar = download.value.path().read_text("utf-8").replace("\r\n ", "")
    due = page.locator(".receipt dd").last.inner_text().replace("-", "")
    assert f"勞工局最晚回覆案件 {number}" in calendar and f"DTSTART;VALUE=DATE:{due}" in calendar
    assert code not in calendar and code not in download.value.url
