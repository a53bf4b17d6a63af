"""Who tells of danger on a page sees the help first: search box, review, receipt, supplement."""

import re
from collections.abc import Iterator

import httpx
import pytest

from bot.in_process_turn import situation
from bot.safety.examples import of_authors
from bot.safety.learning import OURS
from bot.state import DialogueState
from core.clock import local_now
from desk.auth.permissions import Role
from retrieval.engine import Engine
from tests.staff import Desk
from tests.web.test_case_routes import FORM, receipt_of, send
from web.safety import first_danger

# Danger and what sounds like it, in six languages.
SAMPLE = of_authors(OURS)[::20]
BEATEN = "主管昨天拿鐵棍打我，說再講就打死我。"


@pytest.fixture
def web(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=60) as client:
        yield client


def numbers(page: str) -> list[str]:
    """The numbers to press in the block of help."""
    block = re.search(r'<section class="safety-help".*?</section>', page, re.DOTALL)
    return re.findall(r'href="tel:(\d+)"', block[0]) if block else []


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("我不想活了", "1925"),
        ("我想自鯊", "1925"),
        ("老闆拿刀追著要砍我", "110"),
        ("工廠著火了", "119"),
        ("toi khong muon song nua", "1925"),
        ("majikan mengurung saya di kamar", "110"),
    ],
)
def test_the_search_box_gives_help_first(web: httpx.Client, said: str, first: str) -> None:
    page = web.get("/faq", params={"q": said}).text
    assert numbers(page)[0] == first
    assert page.index("safety-help") < page.index("查詢結果</h1>") + 4000


def test_an_ordinary_search_shows_no_help(web: httpx.Client) -> None:
    for said in ("加班費", "職災死亡給付", "加班加到快死", ""):
        assert not numbers(web.get("/faq", params={"q": said}).text)


def test_help_in_the_search_is_in_the_language_of_the_person(web: httpx.Client) -> None:
    assert "Your safety comes first" in web.get("/faq", params={"q": "I want to kill myself"}).text


def test_review_and_receipt_of_a_statement_that_tells_of_danger(web: httpx.Client) -> None:
    review = web.post("/cases/new", data=FORM | {"what": BEATEN, "key": "danger-1"}).text
    assert numbers(review)[0] == "110"
    receipt = send(web, "danger-1", what=BEATEN).text
    assert numbers(receipt)[0] == "110"
    assert receipt_of(receipt)


def test_danger_told_in_another_field_counts_as_well(web: httpx.Client) -> None:
    wish = "希望快點處理，不然我真的不想活了"
    assert numbers(web.post("/cases/new", data=FORM | {"wish": wish, "key": "danger-2"}).text)[0] == "1925"


def test_a_statement_without_danger_has_no_block(web: httpx.Client) -> None:
    assert not numbers(web.post("/cases/new", data=FORM | {"key": "danger-3"}).text)


def test_the_chat_without_javascript_shows_numbers_to_press(web: httpx.Client) -> None:
    page = web.post("/chat", data={"text": "我不想活了"}).text
    assert 'class="call" href="tel:1925"' in page


def test_a_supplement_that_tells_of_danger_gets_help(web: httpx.Client) -> None:
    number, code = receipt_of(send(web, "danger-4", what="六月的加班費還沒有給，等著補資料。").text)
    sent = {"number": number, "code": code, "text": BEATEN}
    assert numbers(web.post("/cases/status/add", data=sent).text)[0] == "110"


def test_a_receipt_marks_the_case_for_staff(web: httpx.Client, desk_app: Desk) -> None:
    number, _ = receipt_of(send(web, "danger-5", what=BEATEN).text)
    with desk_app.client(Role.SUPERVISOR) as desk:
        found = desk.get("/desk/cases", params={"number": number}).text
    assert "可能有危險：暴力、威脅" in found


def test_the_search_box_and_the_chat_hear_the_same(engine: Engine) -> None:
    now = local_now()
    assert {example.language for example in SAMPLE} == {"zh-Hant", "en", "vi", "id", "th", "fil"}
    for example in SAMPLE:
        chat = situation(engine, example.text, DialogueState(), now).understanding.danger
        box = first_danger(engine, (example.text,))
        assert (box and str(box.kind)) == chat, example.text
