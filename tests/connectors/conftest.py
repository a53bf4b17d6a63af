"""A channel from webhook to reply: the real inbox, lanes, dialogue and outbox; only the platform is a stand-in."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

import web.problems
from bot.flows import registry as forms
from bot.flows.service import FlowService
from bot.handover import HandoverService
from bot.rasa_client import RasaClient
from bot.rasa_memory import RasaMemory
from bot.service import ConversationService
from cases.policy import Policy
from cases.service import CaseService
from cases.subscriptions.service import Subscriptions
from cases.survey.service import Surveys
from connectors import registry, routes
from connectors.intake import Intake
from connectors.lanes import Lanes
from connectors.models import DeliveryState, EventState, InboxRow, OutboxRow
from connectors.sending import Sender
from core.database import Database
from core.encryption import vault_of
from core.hours import OpeningHours
from core.settings import Settings
from retrieval.engine import Engine
from tests.platforms import PLATFORMS, Platform
from web.limits import BodyLimit

NOWHERE = "http://127.0.0.1:9"
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass
class Desk:
    """The app's side of one channel."""

    platform: Platform
    database: Database
    lanes: Lanes
    intake: Intake
    http: httpx.AsyncClient
    settings: Settings
    sender: Sender

    async def post(self, *events: dict[str, Any], signed: bool = True) -> int:
        """Send webhooks as the platform does; returns the last status."""
        batches = [events] if self.platform.name != "telegram" else [(event,) for event in events]
        status = 0
        for batch in batches:
            body, headers = self.platform.webhook(*batch, signed=signed)
            url = f"/webhooks/{self.platform.name}"
            status = (await self.http.post(url, content=body, headers=headers)).status_code
        return status

    async def settle(self, seconds: float = 15.0) -> None:
        """Wait until nothing is left to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not await self._open():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the lanes did not come to rest")

    async def _open(self) -> bool:
        async with self.database.transaction() as db:
            event = await db.scalar(select(InboxRow.id).where(InboxRow.state == EventState.PENDING).limit(1))
            delivery = await db.scalar(select(OutboxRow.id).where(OutboxRow.state.in_(OPEN)).limit(1))
        return event is not None or delivery is not None

    async def outbox(self) -> list[OutboxRow]:
        """Every delivery, in order."""
        async with self.database.transaction() as db:
            return list(await db.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    async def inbox(self) -> list[InboxRow]:
        """Every event, in order."""
        async with self.database.transaction() as db:
            return list(await db.scalars(select(InboxRow).order_by(InboxRow.id)))


def _forms(database: Database, settings: Settings, sender: Sender) -> FlowService:
    """The forms over real cases; nobody of staff is there."""
    vault = vault_of(settings)
    cases = CaseService(database, vault, Policy.of(settings), sender)
    handover = HandoverService(database, vault, OpeningHours.parse(settings.desk_hours))
    subscriptions = Subscriptions(database, vault, sender, "key", "https://labor.example")
    memory = RasaMemory(settings.rasa_tracker)
    surveys = Surveys(database, "key")
    return forms.build(vault, cases, handover, surveys, subscriptions, memory, sender.forget)


MakeDesk = Callable[..., Desk]


@pytest.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
def platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """Each platform in turn, running."""
    stand_in: Platform = request.param()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield stand_in
    stand_in.stop()


@pytest.fixture
async def make_desk(database: Database, engine: Engine, tmp_path: Path) -> AsyncIterator[MakeDesk]:
    """Connects the app's side to a running platform; the lanes work until the test ends.

    Further settings by name.
    """
    running: list[tuple[asyncio.Task[None], Desk, RasaClient]] = []

    def make(platform: Platform, **more: object) -> Desk:
        address = platform.address  # type: ignore[attr-defined]
        secrets = {name.lower(): value for name, value in platform.settings.items()}  # type: ignore[attr-defined]
        base = {f"{platform.name}_api_base": address, "public_url": "https://labor.example"}
        base["line_data_api_base"] = address
        settings = Settings(_env_file=None, **(secrets | base | {"data_dir": tmp_path} | more))
        rasa = RasaClient(NOWHERE, 1.0)
        connectors = registry.build(settings)
        sender = Sender(connectors)
        conversation = ConversationService(database, engine, rasa, "key", _forms(database, settings, sender))
        lanes = Lanes(database, conversation, connectors, 4, 0.05)
        app = FastAPI()
        web.problems.install(app)
        routes.install(app)
        app.add_middleware(BodyLimit)
        app.state.connectors, app.state.settings = connectors, settings
        app.state.intake = intake = Intake(database, lanes)
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app")
        desk = Desk(platform, database, lanes, intake, http, settings, sender)
        running.append((asyncio.create_task(lanes.run()), desk, rasa))
        return desk

    yield make
    for task, desk, rasa in running:
        desk.lanes.stop()
        await task
        await desk.http.aclose()
        await rasa.close()


@pytest.fixture
async def desk(make_desk: MakeDesk, platform: Platform) -> Desk:
    """The app's side of the platform under test."""
    return make_desk(platform)
