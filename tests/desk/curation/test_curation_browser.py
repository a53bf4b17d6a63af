"""Curation and the learning queue in a real Chromium: keyboard, narrow screens, axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, serious
from tests.desk.curation.conftest import REVIEWER, WRITER
from tests.staff import Desk
from tests.web.test_browser import chromium

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
SIZES = ({"width": 390, "height": 844}, {"width": 1366, "height": 768})
PAGES = (
    "/desk/curation",
    "/desk/curation/drafts",
    "/desk/curation/publish",
    "/desk/curation/exchange",
    "/desk/curation/records/parameter",
    "/desk/curation/history/entry/mediation-apply",
    "/desk/curation/open-items",
    "/desk/withdrawals",
    "/desk/find",
    "/desk/learning",
)
QUESTION = "勞資爭議調解要怎麼申請？"


@pytest.fixture
def sign_in(chromium: Browser, publishing_desk: Desk) -> Iterator[object]:
    """Opens a page in which a curator is signed in."""
    contexts: list[BrowserContext] = []

    def opened(login: str, size: dict[str, int] = SIZES[1]) -> Page:
        context = chromium.new_context(base_url=publishing_desk.address, locale="zh-TW", viewport=size)
        context.set_default_timeout(30_000)
        publishing_desk.sign_in(context, Role.CURATOR, login)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_pages_are_accessible_and_fit(sign_in, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = sign_in(WRITER, size)
    errors: list[str] = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    for path in PAGES:
        page.goto(path)
        assert serious(page) == [], path
        assert fits(page), path
    assert errors == []


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_the_form_of_a_draft_is_accessible_and_fits(sign_in, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = sign_in(WRITER, size)
    page.goto("/desk/curation?q=mediation-apply")
    with leaving(page):
        page.get_by_role("button", name=f"編輯：{QUESTION}").click()
    page.locator("summary", has_text="各管道預覽").click()
    expect(page.get_by_role("heading", name="Telegram")).to_be_visible()
    assert serious(page) == []
    assert fits(page)
    with leaving(page):
        page.get_by_role("button", name="增加要帶的文件", exact=True).click()
    expect(page.get_by_role("group", name="要帶的文件")).to_be_visible()
    assert serious(page) == []


def test_edits_and_imported_rows_are_published_at_once_by_a_second_curator(sign_in, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    writer = sign_in(WRITER)
    writer.goto("/desk/curation?q=mediation-apply")
    with leaving(writer):
        writer.get_by_role("button", name=f"編輯：{QUESTION}").press("Enter")
    answer = writer.get_by_label("直接回答 必填")
    answer.fill("瀏覽器測試的回答：請帶身分證到勞工局。")
    writer.get_by_label("改了什麼、為什麼 送審必填").fill("縮短")
    with leaving(writer):
        writer.get_by_role("button", name="送審").press("Enter")
    expect(writer.get_by_text("要由另一位同仁審核")).to_be_visible()
    _translate(writer)
    _import_two(writer)

    reviewer = sign_in(REVIEWER)
    reviewer.goto("/desk/curation/drafts")
    with leaving(reviewer):
        reviewer.get_by_role("link", name=f"問答：{QUESTION}").first.press("Enter")
    expect(reviewer.locator("ins", has_text="瀏覽器測試").first).to_be_visible()
    with leaving(reviewer):
        reviewer.get_by_role("link", name="到發布檢查").press("Enter")
    reviewer.get_by_label("譯文：How to mediate").press("Space")
    imported = reviewer.locator(".check-row", has_text="一起匯入的").get_by_role("checkbox")
    expect(imported).to_have_count(2)
    for box in imported.all():
        box.press("Space")
    with leaving(reviewer):
        reviewer.get_by_role("button", name="執行發布檢查").press("Enter")
    expect(reviewer.get_by_text("檢查完成，等待確認")).to_be_visible(timeout=240_000)
    assert serious(reviewer) == []
    reviewer.get_by_label("理由").fill("看過")
    with leaving(reviewer):
        reviewer.get_by_role("button", name="發布，兩秒內生效").press("Enter")
    expect(reviewer.get_by_text("已發布")).to_be_visible()
    expect(reviewer.get_by_role("region", name="這一批草稿").get_by_role("listitem")).to_have_count(4)
    reviewer.goto("/faq/mediation-apply")
    expect(reviewer.get_by_text("瀏覽器測試的回答")).to_be_visible()
    reviewer.goto("/faq/mediation-apply?lang=en")
    expect(reviewer.get_by_text("How to mediate").first).to_be_visible()
    reviewer.goto("/desk/curation/translations/mediation-apply")
    english = reviewer.get_by_role("row", name="英文")
    expect(english).to_contain_text("過期")  # it was made from the Chinese before
    assert serious(reviewer) == [] and fits(reviewer)


def _translate(writer: Page) -> None:
    """Write the English question anew beside the Chinese, and send it to review."""
    writer.goto("/desk/curation?q=mediation-apply")
    with leaving(writer):
        writer.get_by_role("link", name=f"譯文：{QUESTION}").press("Enter")
    with leaving(writer):
        writer.get_by_role("button", name="編輯 英文").press("Enter")
    group = writer.get_by_role("group", name="題目")
    expect(group.get_by_text(QUESTION)).to_be_visible()
    group.get_by_role("textbox").fill("How to mediate")
    writer.get_by_label("改了什麼、為什麼 送審必填").fill("短一點")
    assert serious(writer) == [] and fits(writer)
    with leaving(writer):
        writer.get_by_role("button", name="送審").press("Enter")
    expect(writer.get_by_text("要由另一位同仁審核")).to_be_visible()


def _import_two(writer: Page) -> None:
    """Import two rows, and send both to review at once."""
    writer.goto("/desk/curation/exchange")
    rows = "代號,生效日\novertime-pay,115/1/3\nannual-leave,115/1/3\n".encode()
    writer.get_by_label("檔案").set_input_files({"name": "題庫.csv", "mimeType": "text/csv", "buffer": rows})
    writer.get_by_label("改了什麼、為什麼").fill("一起匯入的")
    with leaving(writer):
        writer.get_by_role("button", name="匯入成草稿").press("Enter")
    with leaving(writer):
        writer.get_by_role("button", name="勾選的一起送審").press("Enter")
    expect(writer.get_by_text("2 份已送審")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_a_question_from_the_queue_becomes_a_variant(sign_in, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = sign_in(WRITER, size)
    asked = f"請問火星上第 {size['width']} 號的天氣好嗎"
    page.request.post("/api/v1/chat", data={"text": asked})
    page.goto("/desk/learning")
    assert serious(page) == []
    assert fits(page)
    form = page.get_by_role("form", name=f"處理：{asked}")
    form.get_by_label("哪一題的說法").fill("mediation-apply")
    with leaving(page):
        form.get_by_role("button", name="加進這一題").click()
    assert asked in page.get_by_label("口語、台語").input_value()
