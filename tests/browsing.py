"""A real Chromium for the tests: started, driven by the keyboard, checked with axe."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Locator, Page, expect, sync_playwright

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# A page that is busy is late, not wrong; what has to be quick is measured by tests of its own.
expect.set_options(timeout=20_000)
_NAVIGATION_MS = 30_000
_MOST_TABS = 120


def start_chromium(kind: BrowserType, *arguments: str) -> Browser:
    """Chromium with more ``arguments``; to be closed by the caller."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    always = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
    return kind.launch(executable_path=path, args=[*always, *arguments])


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    """Chromium; it may reach loopback from made-up foreign pages, which count as public."""
    with sync_playwright() as playwright:
        browser = start_chromium(playwright.chromium)
        yield browser
        browser.close()


# What still fades in is pale to axe: animations with an end, in the page and in its shadow trees.
_AT_REST = """() => [document, ...[...document.querySelectorAll("*")].map(node => node.shadowRoot).filter(Boolean)]
  .flatMap(root => root.getAnimations())
  .every(one => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""


def serious(page: Page) -> list[str]:
    """Ids and places of serious or critical axe violations, once nothing fades in any more."""
    page.wait_for_function(_AT_REST)
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['target']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wide)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus, as somebody without a mouse does."""
    for _ in range(_MOST_TABS):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """What is done inside leads to another page; goes on once that one is there and its scripts have run.

    A press returns at once: a form may save itself before it is sent, and until the answer comes the
    old page still takes keys. Needed wherever the next step is not an `expect` of something new.
    """
    with page.expect_navigation(timeout=_NAVIGATION_MS):
        yield


def set_up_second_factor(page: Page) -> None:
    """Do what the page asks of who signs in for the first time, and go on to where the sign-in began."""
    secret = page.locator(".enrol__secret").inner_text()
    type_into(page, "驗證碼", pyotp.TOTP(secret).now())
    with leaving(page):
        page.keyboard.press("Enter")
    with leaving(page):
        page.get_by_role("link", name="我收好了，進入服務台").click()


def type_into(page: Page, label: str, text: str) -> None:
    """Go to a field by the keyboard and type."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.insert_text(text)


def press(page: Page, name: str) -> None:
    """Go to a button by the keyboard and press it."""
    tab_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")
