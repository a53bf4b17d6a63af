"""The public pages and the desk, as a browser without JavaScript gets them."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from desk.auth.permissions import Role
from tests.staff import Desk
from web.entry_search import QUERY_LIMIT, clean_query
from web.links import phone_href, web_href

ENTRY = "mediation-apply"
QUESTION = "勞資爭議調解要怎麼申請？"
PAGES = (
    "/",
    "/faq",
    "/faq?q=資遣費",
    "/faq?category=勞資爭議",
    f"/faq/{ENTRY}",
    "/chat",
    "/tools",
    "/tools/severance",
    "/desk",
    f"/desk?q=調解&id={ENTRY}",
    f"/desk/print/{ENTRY}",
)


@pytest.fixture(scope="module")
def web(desk_app: Desk) -> Iterator[httpx.Client]:
    """A browser of somebody who is signed in at the desk; public pages do not care."""
    with desk_app.client(Role.CLERK) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_page_is_traditional_chinese_html_with_strict_headers(web: httpx.Client, path: str) -> None:
    response = web.get(path)
    assert response.status_code == 200
    assert '<html lang="zh-Hant-TW">' in response.text
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe-inline" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_page_holds_no_inline_script_or_style(web: httpx.Client, path: str) -> None:
    html = web.get(path).text
    scripts = re.findall(r"<script\b([^>]*)>", html)
    assert all(" src=" in script or "application/ld+json" in script for script in scripts)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("path", ["/", "/chat", f"/desk/print/{ENTRY}"])
def test_every_linked_asset_exists(web: httpx.Client, path: str) -> None:
    assets = re.findall(r'(?:href|src)="(/(?:static/|widget)[^"]+)"', web.get(path).text)
    assert assets
    assert [web.get(asset).status_code for asset in assets] == [200] * len(assets)


def test_home_says_that_it_is_automatic_and_names_the_hotlines(web: httpx.Client) -> None:
    html = web.get("/").text
    assert "自動回覆服務" in html
    assert 'href="tel:1999"' in html and 'href="tel:1955"' in html


def test_search_finds_the_entry(web: httpx.Client) -> None:
    assert f'href="/faq/{ENTRY}"' in web.get("/faq", params={"q": QUESTION}).text


def test_search_shows_the_query_escaped(web: httpx.Client) -> None:
    html = web.get("/faq", params={"q": "<script>alert(1)</script>加班"}).text
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("query", ["", "   ", "😀😀", "\x01\x07", "字" * 2_000, "' OR 1=1 --"])
@pytest.mark.parametrize("path", ["/faq", "/desk", "/desk/search"])
def test_odd_queries_get_a_page(web: httpx.Client, path: str, query: str) -> None:
    assert web.get(path, params={"q": query}).status_code == 200
    # What no database holds is refused everywhere, see test_every_route.
    assert web.get(path, params={"q": f"{query}\0"}).status_code == 422


def test_entry_page_shows_every_part(web: httpx.Client) -> None:
    html = web.get(f"/faq/{ENTRY}").text
    assert f"<h1>{QUESTION}</h1>" in html
    for heading in ("去哪裡辦", "要帶的文件", "怎麼做", "補充說明", "法令依據", "相關問題"):
        assert heading in html
    assert "到窗口可以這樣說" in html and "沒有時：" in html
    assert "勞資爭議處理法第" in html
    assert f"編號 {ENTRY}" in html and "資料日期 " in html and "版次 " in html


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "has not been translated yet"),
        ("vi", "chưa được dịch"),
        ("id", "belum diterjemahkan"),
        ("th", "ยังไม่ได้แปล"),
        ("fil", "hindi pa ito naisasalin"),
    ],
)
def test_an_entry_that_is_not_translated_says_so_in_the_chosen_language(
    web: httpx.Client, language: str, told: str
) -> None:
    html = web.get("/faq/mass-layoff", params={"lang": language}).text
    assert told in html and '<a class="call" href="tel:1955">' in html
    related = re.findall(r'href="/faq/[a-z-]+(\?lang=\w+)?">', html.partition('id="related"')[2])
    assert related and set(related) == {f"?lang={language}"}


def test_a_page_without_a_chosen_language_is_chinese_alone(web: httpx.Client) -> None:
    for address in ("/faq/mass-layoff", "/faq/parental-leave?lang=xx"):
        html = web.get(address).text
        assert "還沒有翻譯" not in html and "?lang=xx" not in html


def test_entry_page_carries_structured_data(web: httpx.Client) -> None:
    html = web.get(f"/faq/{ENTRY}").text
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert script is not None
    data = json.loads(script.group(1))
    assert data["@type"] == "FAQPage"
    assert data["mainEntity"][0]["name"] == QUESTION
    assert data["url"].endswith(f"/faq/{ENTRY}")


@pytest.mark.parametrize("path", ["/faq/no-such-entry", "/faq?category=沒有這類", "/desk/print/no-such"])
def test_what_does_not_exist_is_a_404_page(web: httpx.Client, path: str) -> None:
    response = web.get(path)
    assert response.status_code == 404
    assert '<html lang="zh-Hant-TW">' in response.text and "找不到" in response.text


def test_chat_form_answers_and_keeps_its_session(web: httpx.Client) -> None:
    first = web.post("/chat", data={"session": "", "text": QUESTION})
    assert first.status_code == 200
    token = re.search(r'name="session" value="([^"]+)"', first.text)
    assert token is not None
    second = web.post("/chat", data={"session": token.group(1), "text": "謝謝"})
    said = re.findall(r"您說：</span>(.*?)</li>", second.text)
    assert said == [QUESTION, "謝謝"]
    assert second.text.count("自動回覆：") == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"text": "   "}, "請先輸入您的問題"),
        ({}, "請先輸入您的問題"),
        ({"text": "字" * 1001}, "請用幾句話說重點"),
        ({"text": "你好", "session": "forged.token"}, "先前的對話已經過期"),
    ],
)
def test_chat_form_answers_bad_input_politely(web: httpx.Client, data: dict[str, str], told: str) -> None:
    response = web.post("/chat", data=data)
    assert response.status_code == 200
    assert told in response.text


def test_chat_form_gives_back_what_is_too_long_and_never_cuts_it(web: httpx.Client) -> None:
    text = "老闆沒有給加班費。" * 200
    response = web.post("/chat", data={"text": text})
    assert f">{text}</textarea>" in response.text
    assert "maxlength" not in response.text


def test_chat_form_takes_a_whole_story_while_a_form_asks_for_it(web: httpx.Client) -> None:
    token = ""
    for text in ("我要陳情", "檢舉公司違反勞動法令", "同意", "工資", "長" * 5000):
        page = web.post("/chat", data={"session": token, "text": text}).text
        found = re.search(r'name="session" value="([^"]+)"', page)
        assert found is not None
        token = found.group(1)
    assert "什麼時候發生的" in page


def test_chat_form_never_turns_text_into_markup(web: httpx.Client) -> None:
    response = web.post("/chat", data={"text": "<img src=x onerror=alert(1)>"})
    assert response.status_code == 200
    assert "<img src=x" not in response.text


def test_desk_search_is_a_fragment_with_the_entry(web: httpx.Client) -> None:
    html = web.get("/desk/search", params={"q": QUESTION}).text
    assert f'data-entry="{ENTRY}"' in html
    assert "<html" not in html


def test_desk_browses_a_category(web: httpx.Client) -> None:
    html = web.get("/desk/search", params={"category": "勞資爭議"}).text
    assert f'data-entry="{ENTRY}"' in html


def test_desk_detail_has_the_line_to_read_aloud(web: httpx.Client) -> None:
    html = web.get(f"/desk/entry/{ENTRY}").text
    assert "唸給民眾聽" in html and "到窗口可以這樣說" in html
    assert web.get("/desk/entry/no-such").status_code == 404


def test_print_view_has_a_code_of_the_public_page(web: httpx.Client) -> None:
    html = web.get(f"/desk/print/{ENTRY}").text
    assert 'src="data:image/svg+xml' in html
    assert f"/faq/{ENTRY}</p>" in html


@pytest.mark.parametrize(
    ("phone", "href"),
    [
        ("07-8124613 轉 424、427", "tel:078124613"),
        ("1999", "tel:1999"),
        ("0800-777-888", "tel:0800777888"),
        ("待確認", None),
    ],
)
def test_phone_is_a_link_when_it_is_a_number(phone: str, href: str | None) -> None:
    assert phone_href(phone) == href


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "", None])
def test_other_schemes_are_never_linked(url: str | None) -> None:
    assert web_href(url) is None


def test_query_is_one_clean_line() -> None:
    assert clean_query("  加班\x00\n費\t ") == "加班 費"
    assert len(clean_query("字" * 10_000)) == QUERY_LIMIT
