"""Browsers of several people at the running desk, and an oral statement that they take down."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browsing import DESKTOP, chromium_browser

ORAL = {
    "route": "violation",
    "category": "工資",
    "employer": "某某食品行",
    "wish": "請去查",
    "confidential": "yes",
    "name": "李大華",
    "phone": "0912345678",
    "consent": "yes",
    "confirmed": "yes",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.fixture
def contexts(chromium: Browser, live_server: str) -> Iterator[list[BrowserContext]]:
    """Browsers of different people."""
    opened = [chromium.new_context(base_url=live_server, locale="zh-TW", viewport=DESKTOP) for _ in range(3)]
    for context in opened:
        context.set_default_timeout(20_000)
    yield opened
    for context in opened:
        context.close()
