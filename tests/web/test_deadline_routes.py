"""Calendar files of last days, and the page that stops reminders: addresses tell nothing and cannot be made up."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import icalendar
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

import web.deadline_routes
import web.problems
from cases.citizen_reminders.models import DeadlineReminderRow
from cases.citizen_reminders.service import LastDay
from core.clock import utc_now
from core.dependencies import provide
from tests.cases.conftest import bureau, make_desk, smtp, vault, world
from tests.cases.world import World

__all__ = ["bureau", "make_desk", "smtp", "vault", "world"]
OWN = {"origin": "http://app", "host": "app"}
LAST = LastDay("追討薪水、加班費", date(2031, 5, 5))


@pytest.fixture
async def page(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The pages over the running world."""
    app = FastAPI()
    web.problems.install(app)
    web.deadline_routes.install(app)
    provide(app, world.desk.services)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app", headers=OWN) as client:
        yield client


async def _waiting(world: World) -> int:
    async with world.desk.database.transaction() as session:
        return int(await session.scalar(select(func.count()).select_from(DeadlineReminderRow)) or 0)


async def test_a_last_day_is_downloaded_as_a_calendar(world: World, page: httpx.AsyncClient) -> None:
    token = world.notifications.deadlines.calendar_token(LAST)
    found = await page.get(f"/deadlines/{token}.ics")
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "no-store" in found.headers["cache-control"]
    (event,) = icalendar.Calendar.from_ical(found.content).walk("VEVENT")
    assert event.decoded("dtstart") == LAST.day and LAST.label in event["summary"]


@pytest.mark.parametrize("token", ["x", "2031-05-05", "gAAAA"])
async def test_an_address_that_was_made_up_shows_a_page(page: httpx.AsyncClient, token: str) -> None:
    found = await page.get(f"/deadlines/{token}.ics")
    assert found.status_code == 404 and "連結不能使用" in found.text


async def test_reminders_by_mail_are_stopped_by_one_press_not_by_opening_the_link(
    world: World, page: httpx.AsyncClient
) -> None:
    deadlines, now = world.notifications.deadlines, utc_now()
    last = LastDay("訴願", now.date() + timedelta(days=30))
    async with world.desk.database.transaction() as session:
        await deadlines.remind(session, "web-1", last, now, "ming@example.tw")
    token = deadlines.stop_token("web-1")
    shown = await page.get("/deadlines/stop", params={"token": token})
    assert token in shown.text and "web-1" not in shown.text and await _waiting(world) == 2
    assert "已經取消提醒" in (await page.post("/deadlines/stop", data={"token": token})).text
    assert await _waiting(world) == 0


async def test_a_wrong_link_stops_nothing(page: httpx.AsyncClient) -> None:
    assert (await page.post("/deadlines/stop", data={"token": "x"})).status_code == 404
