"""On a phone an answer is at most one screen: every entry in every language, drawn by the chat itself."""

import mimetypes
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.blocks import as_json
from bot.entry_card import faq_card
from bot.facts.model import FactKind, Facts, LaborRole
from bot.facts.personalization import about_me
from core.clock import local_now
from core.settings import ROOT
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.translation import Language
from tests.browsing import PHONE
from tests.web.test_browser import answer, ask, chromium, serve

__all__ = ["chromium"]
pytestmark = pytest.mark.browser

STATIC = ROOT / "connectors/webchat/static"
SITE = "http://bureau.example/"
MUCH_TOLD = Facts(
    {
        FactKind.ROLE: LaborRole.MIGRANT,
        FactKind.WEEKLY_HOURS: "20",
        FactKind.PREGNANT: "yes",
        FactKind.COMPANY_SIZE: "20",
    }
)
PAGE = "<!doctype html><html lang='zh-Hant-TW'><title>勞工局</title><script type=module src=/widget/chat.js></script>"


def _file(route: Route) -> None:
    """The page, or a file of the chat; nothing else is there."""
    path = route.request.url.removeprefix(SITE)
    file = STATIC / path
    if not path:
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
    elif file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
    else:
        route.fulfill(status=404)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """The chat on a phone, where it fills the screen."""
    context = chromium.new_context(locale="zh-TW", viewport=PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.route("**/*", _file)
    yield page
    context.close()


def _cards(base: KnowledgeBase, language: Language | None, facts: Facts) -> list[dict[str, Any]]:
    """The cards of all entries that are there in ``language``, for somebody of whom ``facts`` are known."""
    catalogue, now = Catalogue(base, 1), local_now()
    views = [catalogue.view(entry.id, now, language) for entry in base.entries]
    shown = [view for view in views if view and (not language or view.translation)]
    return as_json(faq_card(view, language, mine=about_me(view, facts)) for view in shown)


@pytest.mark.parametrize("facts", [Facts(), MUCH_TOLD], ids=["nothing-told", "much-told"])
@pytest.mark.parametrize("language", [None, *Language], ids=str)
def test_an_answer_is_at_most_one_screen_of_a_phone(
    phone: Page, base: KnowledgeBase, language: Language | None, facts: Facts
) -> None:
    cards = _cards(base, language, facts)
    assert len(cards) >= (25 if language is Language.FILIPINO else 80)
    serve(phone, lambda socket, frame: answer(socket, frame, *cards))
    phone.goto(SITE)
    phone.get_by_role("button", name="問勞工局").click()
    ask(phone, "全部")
    expect(phone.locator(".brief")).to_have_count(len(cards), timeout=60_000)
    heights = phone.locator(".brief").evaluate_all("found => found.map(brief => brief.offsetHeight)")
    screen = phone.get_by_role("log").evaluate("log => log.clientHeight")
    ids = [card["entry"]["id"] for card in cards]
    assert {name: height for name, height in zip(ids, heights, strict=True) if height > screen} == {}
