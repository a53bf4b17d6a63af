"""Unknown addresses and refusals are pages for people, in their language, and problem details for programs."""

from collections.abc import Iterator

import httpx
import pytest

from knowledge.translation import Language
from tests.staff import Desk

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TITLES = {
    "en": "This page was not found",
    "vi": "Không tìm thấy trang này",
    "id": "Halaman ini tidak ditemukan",
    "th": "ไม่พบหน้านี้",
    "fil": "Hindi mahanap ang pahinang ito",
}


@pytest.fixture(scope="module")
def web(desk_app: Desk) -> Iterator[httpx.Client]:
    """Somebody's browser."""
    with desk_app.client() as client:
        client.headers.update(HTML)
        yield client


@pytest.mark.parametrize(
    "path", ["/nothing", "/faq/no/such", "/cases/nothing", "/deadlines", "/wp-login.php"]
)
def test_an_unknown_address_is_a_page_with_ways_on(web: httpx.Client, path: str) -> None:
    told = web.get(path)
    assert told.status_code == 404 and told.headers["content-type"].startswith("text/html")
    assert "<h1>找不到這一頁</h1>" in told.text and 'action="/faq"' in told.text
    assert 'href="tel:1999"' in told.text and "noindex" in told.text


def test_a_program_without_wishes_gets_the_page_as_well(web: httpx.Client) -> None:
    assert "<h1>" in web.get("/nothing", headers={"accept": "*/*"}).text


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/webhooks/nothing", "/static/web/nothing.css"])
def test_an_interface_stays_json(web: httpx.Client, path: str) -> None:
    told = web.get(path)
    assert told.status_code == 404 and told.headers["content-type"] == "application/problem+json"


def test_who_asks_for_json_gets_json(web: httpx.Client) -> None:
    told = web.get("/nothing", headers={"accept": "application/json"})
    assert told.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("language", list(Language))
def test_the_page_speaks_the_language_of_the_browser_and_of_the_address(
    web: httpx.Client, language: Language
) -> None:
    title = TITLES[language]
    asked = {"accept-language": f"de-DE,{language};q=0.9,zh-TW;q=0.5"}
    assert title in web.get("/nothing", headers=asked).text
    told = web.get("/nothing", params={"lang": language}, headers={"accept-language": "zh-TW"}).text
    assert f'lang="{language}"' in told and title in told and "找不到這一頁" in told


@pytest.mark.parametrize("header", ["zh-TW,en;q=0.9", "de", "", "en;q=0", ";;,q=,-;q=x", "x" * 10_000])
def test_who_reads_chinese_or_nothing_that_we_speak_gets_chinese_alone(
    web: httpx.Client, header: str
) -> None:
    told = web.get("/nothing", headers={"accept-language": header}).text
    assert "找不到這一頁" in told and not any(title in told for title in TITLES.values())


def test_the_address_of_a_form_that_is_opened_directly_is_a_page(web: httpx.Client) -> None:
    told = web.get("/cases/new/send")
    assert told.status_code == 405 and "請回到上一頁" in told.text


def test_a_refusal_is_a_page_for_people_and_details_for_programs(web: httpx.Client) -> None:
    foreign = {"origin": "https://evil.example"}
    told = web.post("/cases/status", data={"number": "1", "code": "1"}, headers=foreign)
    assert told.status_code == 403 and "<h1>這個動作沒有完成</h1>" in told.text
    plain = web.post("/cases/status", data={}, headers={**foreign, "accept": "*/*"})
    assert plain.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_too_large_is_a_page(web: httpx.Client) -> None:
    told = web.post("/cases/new", data={"what": "字" * 1_000_000})
    assert told.status_code == 413 and "<h1>" in told.text


def test_a_page_that_cannot_do_its_work_names_no_setting(web: httpx.Client) -> None:
    sent = {"topic": "minimum_wage", "email": "ming@example.tw"}
    told = web.post("/subscriptions", data=sent)
    assert told.status_code >= 400 and "請在 LINE 或 Telegram" in told.text
    assert "LABORDESK_" not in told.text


def test_every_page_leads_to_the_news_that_one_may_follow(web: httpx.Client) -> None:
    assert 'href="/subscriptions"' in web.get("/faq").text
