"""The form of the web page laid aside and found again in another tab, by its private link alone."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.web.test_case_routes import FORM, send

HALF = {"route": "violation", "category": "工資", "what": "老闆從三月起沒有給加班費。", "key": "half-1"}


@pytest.fixture
def web(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=60) as client:
        yield client


def _kept(web: httpx.Client, **changes: str) -> str:
    """Lay the form aside; the token of the link that is shown."""
    page = web.post("/cases/saved/keep", data=HALF | changes)
    assert page.status_code == 200
    return re.findall(r"/cases/saved\?token=([\w-]+)", page.text)[0]


def test_the_form_has_a_way_to_lay_it_aside(web: httpx.Client) -> None:
    assert 'formaction="/cases/saved/keep"' in web.get("/cases/new?route=violation").text


def test_the_link_opens_the_form_as_it_was_in_another_tab(web: httpx.Client, live_server: str) -> None:
    token = _kept(web)
    with httpx.Client(base_url=live_server, timeout=60) as other:
        page = other.post("/cases/saved", data={"token": token}).text
    assert "老闆從三月起沒有給加班費。" in page
    assert f'name="saved" value="{token}"' in page


def test_looking_at_the_link_shows_nothing_of_the_form(web: httpx.Client) -> None:
    page = web.get("/cases/saved", params={"token": _kept(web)})
    assert page.headers["cache-control"] == "no-store"
    assert "打開來接著填" in page.text and "加班費" not in page.text


@pytest.mark.parametrize("token", ["", "A" * 43, "../../x", "A" * 5000])
def test_an_unknown_link_is_not_found(web: httpx.Client, token: str) -> None:
    assert web.get("/cases/saved", params={"token": token}).status_code == 404
    assert web.post("/cases/saved", data={"token": token}).status_code == 404


def test_laid_aside_again_the_link_stays_and_is_not_shown_a_second_time(web: httpx.Client) -> None:
    token = _kept(web)
    page = web.post("/cases/saved/keep", data=HALF | {"saved": token, "what": "改寫過的經過。"}).text
    assert "?token=" not in page and "原來的私人連結" in page
    assert "改寫過的經過。" in web.post("/cases/saved", data={"token": token}).text


def test_once_sent_the_link_finds_nothing(web: httpx.Client) -> None:
    token = _kept(web, key="half-2")
    assert "案號" in send(web, "half-2", what="這一份會送出。", **{"saved": token}).text
    assert web.get("/cases/saved", params={"token": token}).status_code == 404


def test_what_is_longer_than_its_question_takes_is_not_kept(web: httpx.Client) -> None:
    page = web.post("/cases/saved/keep", data=HALF | {"what": "很長" * 2600})
    assert page.status_code == 422 and "最多 5,000 字" in page.text


def test_a_form_of_another_site_is_refused(web: httpx.Client) -> None:
    answer = web.post("/cases/saved/keep", data=HALF, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code in (400, 403)


def test_without_a_route_there_is_nothing_to_keep(web: httpx.Client) -> None:
    assert "您想要勞工局做什麼" in web.post("/cases/saved/keep", data={"what": FORM["what"]}).text
