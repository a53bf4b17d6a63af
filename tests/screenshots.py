"""``python -m tests.screenshots``: the pictures of the README, taken from running servers."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from core.settings import ROOT, Settings
from desk.auth.permissions import Role
from tests.benchmark import servers
from tests.browsing import DESKTOP, PHONE, chromium_browser
from tests.staff import Desk

TARGET = ROOT / "docs" / "images"
DESK_PAGES = (
    ("desk-curation", Role.CURATOR, "/desk/curation"),
    ("desk-reports", Role.SUPERVISOR, "/desk/reports"),
)


def _open(browser: Browser, desk: Desk, size: dict[str, int], role: Role | None = None) -> Page:
    context = browser.new_context(base_url=desk.address, viewport=size, device_scale_factor=1)  # type: ignore[arg-type]
    if role:
        desk.sign_in(context, role)
    return context.new_page()


def _save(page: Page, folder: Path, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}.png", animations="disabled")


def take(browser: Browser, desk: Desk, folder: Path) -> None:
    """All pictures into ``folder``."""
    page = _open(browser, desk, PHONE)
    page.goto("/")
    box = page.get_by_role("combobox", name="輸入您的問題")
    box.fill("老闆不給我加班費怎麼辦")
    page.get_by_role("button", name="送出").click()
    expect(page.locator("article.card")).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    _save(page, folder, "chat")
    page.goto("/cases/new")
    _save(page, folder, "case-form")
    page = _open(browser, desk, DESKTOP, Role.VOLUNTEER)
    page.goto("/desk")
    page.get_by_role("searchbox").fill("資遣費怎麼算")
    page.locator("#results a").first.click()
    expect(page.get_by_role("heading", name="唸給民眾聽")).to_be_visible()
    _save(page, folder, "desk")
    for name, role, path in DESK_PAGES:
        page = _open(browser, desk, DESKTOP, role)
        page.goto(path)
        _save(page, folder, name)


if __name__ == "__main__":
    with servers(Settings()) as (desk, _, _), chromium_browser() as browser:
        take(browser, desk, TARGET)
