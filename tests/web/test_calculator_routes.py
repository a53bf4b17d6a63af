"""The calculators as pages without JavaScript and as JSON."""

from collections.abc import Iterator

import httpx
import pytest

from desk.auth.permissions import Role
from knowledge.calculators import CALCULATORS
from tests.staff import Desk

FORM = {"hired": "112/3/1", "left": "115/8/31", "wage": "36000", "system": "new"}


@pytest.fixture
def web(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=30) as client:
        yield client


def test_every_calculator_is_listed_and_has_a_page(web: httpx.Client) -> None:
    listed = web.get("/tools").text
    for calculator in CALCULATORS.values():
        assert f'href="/tools/{calculator.id}"' in listed
        assert calculator.title in web.get(f"/tools/{calculator.id}").text


def test_a_filled_form_shows_the_result_with_rule_inputs_day_and_caveat(web: httpx.Client) -> None:
    page = web.post("/tools/severance", data=FORM).text
    for part in (
        "資遣費約 63,000 元",
        "規則",
        "勞工退休金條例第 12 條",
        "您填的內容",
        "計算日期",
        "試算僅供參考，請洽窗口確認",
    ):
        assert part in page


def test_the_form_keeps_what_was_typed_and_names_each_problem(web: httpx.Client) -> None:
    page = web.post("/tools/severance", data=FORM | {"hired": "去年", "wage": ""}).text
    assert "看不懂這個日期" in page and "請填：" in page
    assert 'value="115/8/31"' in page and 'value="去年"' in page


def test_a_choice_brings_up_its_question_without_blame(web: httpx.Client) -> None:
    page = web.post("/tools/severance", data=FORM | {"hired": "92/3/1", "system": "both"}).text
    assert "從哪一天起改用新制" in page
    assert "aria-invalid" not in page


def test_what_was_typed_is_escaped(web: httpx.Client) -> None:
    page = web.post("/tools/severance", data=FORM | {"hired": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_an_unknown_calculator_is_not_found(web: httpx.Client) -> None:
    assert web.get("/tools/tax").status_code == 404
    assert web.post("/tools/tax").status_code == 404
    assert web.post("/api/v1/tools/tax", json={"inputs": {}}).status_code == 404


def test_an_entry_links_its_calculators_in_public_and_at_the_desk(web: httpx.Client, desk_app: Desk) -> None:
    with desk_app.client(Role.CLERK) as clerk:
        for page in (web.get("/faq/overtime-pay"), clerk.get("/desk?id=overtime-pay")):
            assert 'href="/tools/overtime"' in page.text


def test_the_api_describes_and_computes(web: httpx.Client) -> None:
    tools = {tool["id"]: tool for tool in web.get("/api/v1/tools").json()["tools"]}
    assert tools["severance"]["fields"][4]["only_if"] == {"system": ["both"]}
    result = web.post("/api/v1/tools/severance", json={"inputs": FORM}).json()
    assert "63,000" in result["headline"]
    assert result["disclaimer"] == "試算僅供參考，請洽窗口確認"


def test_the_api_names_every_wrong_field(web: httpx.Client) -> None:
    response = web.post("/api/v1/tools/severance", json={"inputs": FORM | {"hired": "?", "wage": "?"}})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["hired", "wage"]
