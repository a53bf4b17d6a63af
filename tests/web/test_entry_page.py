"""The page of an entry: the answer first as the chat gives it, and what one may do with it, without JavaScript."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import httpx
import icalendar
import pytest
import segno

from knowledge.deadlines import deadlines
from knowledge.loader import KnowledgeBase
from knowledge.translation import Language
from tests.knowledge.test_deep_links import PLANNED
from tests.staff import Desk
from web.links import map_href

ENTRY = "mediation-apply"
UNTRANSLATED = "parental-leave"


@pytest.fixture(scope="module")
def web(desk_app: Desk) -> Iterator[httpx.Client]:
    """Somebody's browser."""
    with desk_app.client() as client:
        yield client


def _text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def _card(web: httpx.Client, question: str) -> dict[str, object]:
    """The card that the chat answers with."""
    told = web.post("/api/v1/chat", json={"text": question}).json()
    found: dict[str, object] = next(block for block in told["messages"] if block["type"] == "faq_card")
    return found


def _brief(card: dict[str, object]) -> SimpleNamespace:
    return SimpleNamespace(**card["brief"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "entry_id", [ENTRY, "wage-payment-late", "severance-pay", "migrant-passport-withheld"]
)
def test_the_answer_stands_first_as_the_chat_gives_it(
    web: httpx.Client, base: KnowledgeBase, entry_id: str
) -> None:
    question = next(entry.question for entry in base.entries if entry.id == entry_id)
    short = _brief(_card(web, question))
    html = web.get(f"/faq/{entry_id}").text
    left = _text(html.partition("<h1>")[2].partition('class="share"')[0])
    for said in (short.title, short.answer, *(row["text"] for row in short.rows)):
        _, found, left = left.partition(said)
        assert found == said


@pytest.mark.parametrize("language", list(Language))
def test_a_translated_page_begins_in_its_language_with_a_sentence_to_show(
    web: httpx.Client, language: Language
) -> None:
    html = web.get("/faq/migrant-passport-withheld", params={"lang": language}).text
    entry = web.get("/api/v1/faq/migrant-passport-withheld", params={"language": language}).json()
    other = entry["translation"]
    own = unescape(html.partition('class="translation"')[2].partition("<h1>")[0])
    for said in (other["question"], other["answer"], other["labels"]["say"]):
        _, found, own = own.partition(said)
        assert found == said
    assert f'lang="zh-Hant">{entry["say"]}<' in own and other["say"] in own


@pytest.mark.parametrize("language", list(Language))
def test_a_page_that_is_not_translated_has_the_sentence_to_show_as_well(
    web: httpx.Client, base: KnowledgeBase, language: Language
) -> None:
    entry = next(entry for entry in base.entries if entry.id == UNTRANSLATED)
    html = unescape(web.get(f"/faq/{UNTRANSLATED}", params={"lang": language}).text)
    before = html.partition("<h1>")[0]
    assert base.translations.labels_in(language).say in before and entry.window.say in before


def test_the_window_is_shown_on_a_map(web: httpx.Client) -> None:
    html = unescape(web.get(f"/faq/{ENTRY}").text)
    (link,) = set(re.findall(r'class="map" href="([^"]+)"', html))
    asked = parse_qs(urlsplit(link).query)
    assert asked["api"] == ["1"] and asked["query"] == ["高雄市前鎮區鎮中路6號1樓"]


@pytest.mark.parametrize("address", ["", "待確認"])
def test_an_address_that_is_not_known_has_no_map(address: str) -> None:
    assert map_href(address) is None


def test_the_page_is_passed_on_without_javascript(web: httpx.Client, live_server: str) -> None:
    html = unescape(web.get(f"/faq/{ENTRY}").text)
    line = re.findall(r'href="(https://social-plugins.line.me/[^"]+)"', html)[0]
    assert parse_qs(urlsplit(line).query)["url"] == [f"{live_server}/faq/{ENTRY}"]
    mail = parse_qs(urlsplit(re.findall(r'href="(mailto:[^"]+)"', html)[0]).query)
    assert mail["subject"] == ["勞資爭議調解要怎麼申請？"] and f"{live_server}/faq/{ENTRY}" in mail["body"][0]


def test_what_needs_javascript_is_hidden_without_it(web: httpx.Client) -> None:
    html = web.get(f"/faq/{ENTRY}").text
    buttons = re.findall(r"<button[^>]*data-(?:share|copy|print)[^>]*>", html)
    assert len(buttons) == 4 and all(" hidden" in button for button in buttons)


@pytest.mark.parametrize("path", [f"/faq/{ENTRY}", f"/faq/{ENTRY}?lang=vi"])
def test_paper_carries_a_qr_code_of_the_page_that_is_printed(
    web: httpx.Client, live_server: str, path: str
) -> None:
    picture = segno.make(f"{live_server}{path}", error="m").svg_data_uri(scale=3, border=2)
    html = unescape(web.get(path).text)
    assert picture in html and f"{live_server}{path}" in html


DATED = sorted({entry for deadline in deadlines() for entry in deadline.entries})


@pytest.mark.parametrize("entry_id", DATED)
def test_an_entry_with_a_deadline_asks_for_the_day_it_counts_from(web: httpx.Client, entry_id: str) -> None:
    html = unescape(web.get(f"/faq/{entry_id}").text)
    asked = html.partition('class="last-days"')[2].partition("</section>")[0]
    kinds = [deadline for deadline in deadlines() if entry_id in deadline.entries]
    assert asked.count("<form") == len(kinds)
    assert all(f'value="{kind.id}"' in asked and kind.base in asked for kind in kinds)


def test_the_form_of_a_deadline_leads_to_a_calendar_file(web: httpx.Client) -> None:
    day = date.today() - timedelta(days=3)
    told = web.post("/tools/deadlines", data={"kind": "wage-claim", "wage-claim": day.isoformat()}).text
    found = web.get(re.findall(r'href="(/deadlines/[^"]+\.ics)"', told)[0])
    (event,) = icalendar.Calendar.from_ical(found.content).walk("VEVENT")
    assert event.decoded("dtstart").year == day.year + 5


def test_an_entry_without_a_deadline_has_no_such_form(web: httpx.Client) -> None:
    assert "last-days" not in web.get("/faq/service-location").text


@pytest.mark.parametrize(("entry_id", "url", "told"), PLANNED.values(), ids=PLANNED)
def test_each_online_service_of_the_plan_is_linked_on_the_page_of_its_entry(
    web: httpx.Client, entry_id: str, url: str, told: str
) -> None:
    html = unescape(web.get(f"/faq/{entry_id}").text)
    service = html.partition("<b>線上申辦：")[2].partition("</li>")[0]
    assert f'<a href="{url}">' in service and told.partition("」")[0].strip("「") in service
