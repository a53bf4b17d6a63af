"""The reports in a real Chromium: found by keyboard, readable by everybody, printed on A4 without a cut row."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.usage import repository as usage
from bot.usage.results import TurnResult
from core.clock import local_now
from core.database import Database
from desk.auth.permissions import Role
from tests.browsing import (
    DESKTOP,
    PHONE,
    chromium_browser,
    leaving,
    overflow,
    press,
    serious,
    tab_to,
    type_into,
)
from tests.staff import Desk

pytestmark = pytest.mark.browser

_A4 = (595, 842)  # points
_ENTRIES = ("overtime-pay", "annual-leave", "mediation-apply", "severance-pay")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def busy_desk(desk_app: Desk) -> Desk:
    """A desk with two months behind it."""

    async def fill(database: Database) -> None:
        today = local_now().date()
        async with database.transaction() as session:
            for back in range(60):
                for number in range((back * 7) % 11 + 2):
                    channel = ("line", "webchat", "facebook", "telegram")[(back + number) % 4]
                    result = (
                        TurnResult.ANSWERED,
                        TurnResult.ANSWERED,
                        TurnResult.CLARIFIED,
                        TurnResult.REFUSED,
                    )[number % 4]
                    entry = _ENTRIES[number % 4] if result is TurnResult.ANSWERED else None
                    usage.note(session, today - timedelta(days=back), channel, result, entry, number == 0)

    desk_app.run(fill)
    return desk_app


@pytest.fixture
def context(chromium: Browser, live_server: str) -> Iterator[BrowserContext]:
    opened = chromium.new_context(base_url=live_server, locale="zh-TW", viewport=DESKTOP)
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_a_supervisor_finds_last_month_by_keyboard(
    page: Page, context: BrowserContext, busy_desk: Desk
) -> None:
    busy_desk.sign_in(context, Role.SUPERVISOR)
    page.goto("/desk")
    tab_to(page, page.get_by_role("link", name="報表", exact=True))
    with leaving(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("到今天為止")
    tab_to(page, page.get_by_label("月或季"))
    page.keyboard.press("ArrowDown")
    with leaving(page):
        press(page, "看這段期間")
    last_month = local_now().replace(day=1) - timedelta(days=1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        f"{last_month.year} 年 {last_month.month} 月"
    )
    total = page.get_by_role("table", name="各管道的訊息").get_by_role("row", name="合計")
    assert re.search(r"\d{2,}", total.inner_text())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "path", ["/desk/reports", "/desk/reports?first=2026-11-05&last=2026-11-01", "/desk/watch", "/desk/digest"]
)
def test_the_page_is_accessible_and_fits(
    page: Page, context: BrowserContext, busy_desk: Desk, path: str, size: dict[str, int], tmp_path: Path
) -> None:
    busy_desk.sign_in(context, Role.SUPERVISOR)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(path)
    page.screenshot(path=tmp_path / "reports.png", full_page=True)
    assert serious(page) == []
    assert overflow(page) == 0


def test_the_sheet_prints_on_a4_and_cuts_no_row(
    page: Page, context: BrowserContext, busy_desk: Desk, tmp_path: Path
) -> None:
    busy_desk.sign_in(context, Role.SUPERVISOR)
    page.goto("/desk/reports/print")
    page.emulate_media(media="print")
    whole = "nodes => nodes.every(node => getComputedStyle(node).breakInside === 'avoid')"
    assert page.locator(".figures tr").evaluate_all(whole)
    expect(page.get_by_role("button", name="列印")).to_be_hidden()
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    (tmp_path / "report.pdf").write_bytes(made)
    boxes = re.findall(rb"/MediaBox \[([\d. ]+)\]", made)
    assert len(boxes) > 1
    sizes = {tuple(round(float(number)) for number in box.split()) for box in boxes}
    assert sizes == {(0, 0, *_A4)}


def test_the_files_are_downloaded(busy_desk: Desk) -> None:
    with busy_desk.client(Role.SUPERVISOR) as client:
        book = client.get("/desk/reports/export?form=xlsx")
        rows = client.get("/desk/reports/export?form=csv&period=2026-Q3")
    assert book.content.startswith(b"PK")
    assert "labordesk-report-2026-Q3.csv" in rows.headers["content-disposition"]
    assert rows.content.decode("utf-8-sig").splitlines()[0].startswith("表,項目")


def test_a_supervisor_writes_a_bulletin_and_a_volunteer_acknowledges_it(
    page: Page, context: BrowserContext, chromium: Browser, live_server: str, busy_desk: Desk
) -> None:
    busy_desk.sign_in(context, Role.SUPERVISOR)
    page.goto("/desk/digest")
    type_into(page, "標題", "午後停電")
    type_into(page, "內容", "請改用手寫單。")
    tab_to(page, page.get_by_label("緊急"))
    page.keyboard.press("Space")
    with leaving(page):
        press(page, "送出")
    expect(page.get_by_role("heading", name="午後停電")).to_be_visible()
    counter = chromium.new_context(base_url=live_server, viewport=DESKTOP)
    busy_desk.sign_in(counter, Role.VOLUNTEER)
    shown = counter.new_page()
    shown.goto("/desk")
    expect(shown.get_by_role("heading", name="緊急：午後停電")).to_be_visible()
    with leaving(shown):
        press(shown, "我看過了")
    expect(shown.get_by_role("heading", name="緊急：午後停電")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("看過的人：林志工")).to_be_visible()
    counter.close()


def test_the_supervisor_sees_what_is_wrong_and_so_does_the_monitoring(
    page: Page, context: BrowserContext, busy_desk: Desk, metrics_address: str
) -> None:
    busy_desk.sign_in(context, Role.SUPERVISOR)
    page.goto("/desk/watch")
    expect(page.get_by_role("heading", name="對話引擎（Rasa）沒有回應")).to_be_visible()
    with busy_desk.client() as client:
        assert 'labordesk_trouble{kind="rasa_away"} 1.0' in client.get(metrics_address).text
