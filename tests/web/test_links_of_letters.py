"""Pages that letters lead to: rating a case, confirming and ending a subscription, without an account."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

import web.case_rating_routes
import web.problems
import web.subscription_routes
from cases.schemas import Action, Filters
from cases.service import CaseService
from cases.subscriptions import topic_service
from cases.subscriptions.models import SubscriptionRow
from cases.survey.models import SurveyRow
from core.clock import utc_now
from core.dependencies import provide
from tests.cases.conftest import CHIEF, STATEMENT, File, bureau, cases, file, make_desk, smtp, vault, world
from tests.cases.world import World

__all__ = ["bureau", "cases", "file", "make_desk", "smtp", "vault", "world"]
OWN = {"origin": "http://app", "host": "app"}


@pytest.fixture
async def page(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The pages over the running world."""
    await topic_service.seed(world.desk.database)
    app = FastAPI()
    web.problems.install(app)
    web.case_rating_routes.install(app)
    web.subscription_routes.install(app)
    provide(app, world.desk.services)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app", headers=OWN) as client:
        yield client


async def _invited(world: World, cases: CaseService, file: File) -> str:
    """The token of a survey as the letter brings it."""
    await file(now=utc_now())
    (found,) = await cases.list(Filters())
    for action, details in ((Action.ACCEPT, {}), (Action.ANSWER, {"text": "已查核"}), (Action.CLOSE, {})):
        await cases.act(found.id, action, CHIEF, utc_now(), **details)
    await world.work(utc_now())
    return world.smtp.texts()[-1].split("survey?token=")[1].split()[0]


async def _score(world: World) -> int | None:
    async with world.desk.database.transaction() as session:
        found: int | None = await session.scalar(select(SurveyRow.score))
    return found


async def test_a_case_is_rated_by_one_press_once(
    world: World, page: httpx.AsyncClient, cases: CaseService, file: File
) -> None:
    token = await _invited(world, cases, file)
    shown = (await page.get("/cases/survey", params={"token": token})).text
    assert shown.count('name="score"') == 5 and token in shown
    assert not [word for word in (STATEMENT.name, STATEMENT.employer, STATEMENT.what) if word in shown]
    assert await _score(world) is None
    assert "謝謝" in (await page.post("/cases/survey", data={"token": token, "score": "2"})).text
    assert "已經評分過" in (await page.post("/cases/survey", data={"token": token, "score": "5"})).text
    assert "已經評分過" in (await page.get("/cases/survey", params={"token": token})).text
    assert await _score(world) == 2


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "五", "1.5", "99999999999999999999"])
async def test_what_is_no_mark_is_refused_and_the_link_stays_good(
    world: World, page: httpx.AsyncClient, cases: CaseService, file: File, score: str
) -> None:
    token = await _invited(world, cases, file)
    answer = await page.post("/cases/survey", data={"token": token, "score": score})
    assert answer.status_code == 400 and "1 到 5" in answer.text
    assert await _score(world) is None


async def test_a_wrong_link_tells_nothing(page: httpx.AsyncClient) -> None:
    for answer in (
        await page.get("/cases/survey"),
        await page.get("/cases/survey", params={"token": '"><script>'}),
        await page.post("/cases/survey", data={"token": "x", "score": "5"}),
    ):
        assert answer.status_code == 404 and "<script>alert" not in answer.text


async def test_another_site_cannot_press_for_the_citizen(
    world: World, page: httpx.AsyncClient, cases: CaseService, file: File
) -> None:
    token = await _invited(world, cases, file)
    body = {"token": token, "score": "1"}
    answer = await page.post("/cases/survey", data=body, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403 and await _score(world) is None


async def test_an_address_subscribes_confirms_and_leaves(world: World, page: httpx.AsyncClient) -> None:
    assert "最低工資調整" in (await page.get("/subscriptions")).text
    asked = await page.post("/subscriptions", data={"topic": "minimum_wage", "email": "ming@example.tw"})
    assert "請到信箱確認" in asked.text
    await world.work(utc_now(), rounds=1)
    link = world.smtp.texts()[0].split("https://labor.example")[1].split()[0]
    assert "確認訂閱" in (await page.get(link)).text
    assert await _state(world) == "asked"  # opening the link alone does nothing
    path, token = link.split("?token=")
    assert "已訂閱" in (await page.post(path, data={"token": token})).text
    assert await _state(world) == "active"
    await world.notifications.announcements.announce("minimum_wage", "新消息", "王", utc_now())
    await world.work(utc_now() + timedelta(seconds=1))
    path, token = world.smtp.texts()[-1].split("https://labor.example")[1].split()[0].split("?token=")
    assert "取消訂閱" in (await page.get(path, params={"token": token})).text
    assert "已取消訂閱" in (await page.post(path, data={"token": token})).text
    assert await _state(world) == "ended"


async def _state(world: World) -> str | None:
    async with world.desk.database.transaction() as session:
        found: str | None = await session.scalar(select(SubscriptionRow.state))
    return found


@pytest.mark.parametrize("email", ["", "ming", "ming@", "a@b.tw\r\nBcc: c@d.tw", "<script>@b.tw"])
async def test_a_bad_address_is_refused_and_stays_in_the_form(page: httpx.AsyncClient, email: str) -> None:
    answer = await page.post("/subscriptions", data={"topic": "minimum_wage", "email": email})
    assert answer.status_code == 422 and "看不懂這個電子郵件" in answer.text
    assert 'value="minimum_wage" required checked' in answer.text and "<script>@" not in answer.text


async def test_an_unknown_topic_is_a_clear_error(page: httpx.AsyncClient) -> None:
    answer = await page.post("/subscriptions", data={"topic": "lottery", "email": "ming@example.tw"})
    assert answer.status_code == 422 and "可以訂閱的有" in answer.text


@pytest.mark.parametrize("path", ["confirm", "leave"])
async def test_a_wrong_link_of_a_subscription_is_a_clear_error(page: httpx.AsyncClient, path: str) -> None:
    for answer in (
        await page.get(f"/subscriptions/{path}", params={"token": "x"}),
        await page.post(f"/subscriptions/{path}", data={"token": "x"}),
    ):
        assert answer.status_code == 404 and "過期" in answer.text


async def test_other_pages_of_subscriptions_do_not_exist(page: httpx.AsyncClient) -> None:
    assert (await page.get("/subscriptions/steal")).status_code == 404
