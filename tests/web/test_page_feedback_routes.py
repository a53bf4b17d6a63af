"""「這一頁有幫助嗎」 is counted as an opinion of the chat is: once a page, with a reason, and a task for staff."""

from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from typing import cast

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

import web.page_feedback_routes
import web.problems
from cases.staff_reminders.models import StaffTaskRow
from cases.survey.models import FeedbackRow
from cases.survey.service import REASONS
from connectors.webchat.admission import Admission
from core.dependencies import provide
from knowledge.translation import Language
from retrieval.engine import Engine
from tests.cases.conftest import bureau, make_desk, smtp, vault, world
from tests.cases.world import World
from web.translations import button, sentence

__all__ = ["bureau", "make_desk", "smtp", "vault", "world"]
OWN = {"origin": "http://app", "host": "app", "accept": "text/html"}
ENTRY, PATH = "overtime-pay", "/faq/overtime-pay/opinion"
KEY = "k" * 22


@pytest.fixture
async def page(world: World, engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """The pages over the running world."""
    app = FastAPI()
    web.problems.install(app)
    web.page_feedback_routes.install(app)
    provide(app, replace(world.desk.services, engine=engine))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app", headers=OWN) as client:
        yield client


async def _kept(world: World) -> list[tuple[str, bool, str]]:
    async with world.desk.database.transaction() as session:
        rows = await session.scalars(select(FeedbackRow).order_by(FeedbackRow.id))
        return [(row.faq_id, row.helpful, row.reason) for row in rows]


async def test_a_press_is_kept_once(world: World, page: httpx.AsyncClient) -> None:
    for said in ("謝謝", "已經表示過"):
        told = await page.post(PATH, data={"helpful": "yes", "key": KEY})
        assert told.status_code == 200 and said in told.text
    assert await _kept(world) == [(ENTRY, True, "")]


async def test_a_bad_opinion_is_asked_why_and_becomes_a_task(world: World, page: httpx.AsyncClient) -> None:
    told = await page.post(PATH, data={"helpful": "no", "key": KEY})
    assert all(f'value="{reason}"' in told.text for reason in REASONS)
    for _ in range(2):
        why = await page.post(f"{PATH}/reason", data={"why": REASONS[2], "key": KEY})
        assert why.status_code == 200
    assert await _kept(world) == [(ENTRY, False, REASONS[2])]
    async with world.desk.database.transaction() as session:
        tasks = [task.subject for task in await session.scalars(select(StaffTaskRow))]
    assert tasks == [ENTRY]


@pytest.mark.parametrize("language", list(Language))
async def test_it_is_asked_and_thanked_in_the_language_of_the_page(
    page: httpx.AsyncClient, language: Language
) -> None:
    sent = await page.post(PATH, data={"helpful": "no", "key": KEY}, params={"lang": language})
    told = unescape(sent.text)
    assert sentence("utter_opinion_reason", language).splitlines()[0] in told
    assert all(button(reason, language) in told for reason in REASONS)
    assert button(REASONS[0], language) != REASONS[0]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (PATH, {"helpful": "maybe", "key": KEY}),
        (PATH, {"helpful": "yes"}),
        (PATH, {"helpful": "yes", "key": "short"}),
        (PATH, {"helpful": "yes", "key": "k" * 65}),
        ("/faq/no-such/opinion", {"helpful": "yes", "key": KEY}),
        (f"{PATH}/reason", {"why": "因為", "key": KEY}),
    ],
)
async def test_what_no_page_of_ours_sends_is_not_counted(
    world: World, page: httpx.AsyncClient, path: str, data: dict[str, str]
) -> None:
    assert (await page.post(path, data=data)).status_code == 404
    assert await _kept(world) == []


async def test_another_site_cannot_press(world: World, page: httpx.AsyncClient) -> None:
    told = await page.post(
        PATH, data={"helpful": "yes", "key": KEY}, headers={"origin": "https://evil.example"}
    )
    assert told.status_code == 403 and await _kept(world) == []


async def test_a_flood_from_one_address_is_refused(
    world: World, page: httpx.AsyncClient, engine: Engine
) -> None:
    transport = page._transport
    assert isinstance(transport, httpx.ASGITransport)
    transport.client = ("203.0.113.7", 5)
    slow = replace(world.desk.services, engine=engine, admission=Admission((), "600/minute", "2/minute"))
    provide(cast(FastAPI, transport.app), slow)
    codes = [
        (await page.post(PATH, data={"helpful": "yes", "key": f"{n}" * 20})).status_code for n in range(4)
    ]
    assert codes == [200, 200, 429, 429]


async def test_the_address_of_the_thanks_leads_back_to_the_entry(page: httpx.AsyncClient) -> None:
    told = await page.get(PATH)
    assert (told.status_code, told.headers["location"]) == (303, f"/faq/{ENTRY}")
