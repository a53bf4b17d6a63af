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
from composition import Services, compose
from connectors import routes
from connectors.intake import Intake
from connectors.lane_workers import Lanes
from connectors.models import DeliveryState, EventState, InboxRow, OutboxRow
from connectors.proactive_messages import Sender
from core.database import Database
from core.dependencies import provide
from core.encryption import first_key, vault_of
from core.settings import Settings
from retrieval.engine import Engine
from tests.platforms import PLATFORMS, FacebookPlatform, LinePlatform, Platform, TelegramPlatform
from web.body_limits import BodyLimit

WORLD = {
    "public_url": "https://labor.example",
    "rasa_url": "http://127.0.0.1:9",
    "rasa_timeout": 1.0,
    "retry_seconds": 0.05,
    "quiet_hours": "",
}
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass
class Desk:
    """The app's side of one channel."""

    platform: Platform
    services: Services
    http: httpx.AsyncClient
    app: FastAPI

    @property
    def database(self) -> Database:
        """What the app writes into."""
        return self.services.database

    @property
    def settings(self) -> Settings:
        """The settings of the app."""
        return self.services.settings

    @property
    def lanes(self) -> Lanes:
        """What handles the events and sends the answers."""
        return self.services.lanes

    @property
    def intake(self) -> Intake:
        """What takes the events in."""
        return self.services.intake

    @property
    def sender(self) -> Sender:
        """What queues a message."""
        return self.services.sender

    async def post(self, *events: dict[str, Any], signed: bool = True) -> int:
        """Send webhooks as the platform does; returns the last status."""
        batches = [events] if self.platform.name != "telegram" else [(event,) for event in events]
        status = 0
        for batch in batches:
            body, headers = self.platform.webhook(*batch, signed=signed)
            url = f"/webhooks/{self.platform.name}"
            status = (await self.http.post(url, content=body, headers=headers)).status_code
        return status

    async def settle(self, seconds: float = 60.0) -> None:
        """Wait until nothing is left to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not await self._open():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the lanes did not come to rest")

    async def _open(self) -> bool:
        async with self.database.transaction() as session:
            event = await session.scalar(
                select(InboxRow.id).where(InboxRow.state == EventState.PENDING).limit(1)
            )
            delivery = await session.scalar(select(OutboxRow.id).where(OutboxRow.state.in_(OPEN)).limit(1))
        return event is not None or delivery is not None

    async def outbox(self) -> list[OutboxRow]:
        """Every delivery, in order."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    async def inbox(self) -> list[InboxRow]:
        """Every event, in order."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(InboxRow).order_by(InboxRow.id)))


MakeDesk = Callable[..., Desk]


@pytest.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
def platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """Each platform in turn, running."""
    stand_in: Platform = request.param()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
async def make_desk(database: Database, engine: Engine, tmp_path: Path) -> AsyncIterator[MakeDesk]:
    """Connects the app's side to a running platform; the lanes work until the test ends.

    Further settings by name.
    """
    running: list[tuple[asyncio.Task[None], Desk]] = []

    def make(platform: Platform, **more: object) -> Desk:
        address = platform.address
        secrets = {name.lower(): value for name, value in platform.settings.items()}  # type: ignore[attr-defined]
        base = {f"{platform.name}_api_base": address, "line_data_api_base": address} | WORLD
        settings = Settings(_env_file=None, **(secrets | base | {"data_dir": tmp_path} | more))
        first_key(settings)
        services = compose(settings, database, vault_of(settings), engine)
        app = FastAPI()
        web.problems.install(app)
        routes.install(app)
        app.add_middleware(BodyLimit, larger=routes.LARGER_BODIES)
        provide(app, services)
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app")
        desk = Desk(platform, services, http, app)
        running.append((asyncio.create_task(desk.lanes.run()), desk))
        return desk

    yield make
    for task, desk in running:
        desk.lanes.stop()
        await task
        await desk.http.aclose()
        await desk.services.close()


@pytest.fixture
async def desk(make_desk: MakeDesk, platform: Platform) -> Desk:
    """The app's side of the platform under test."""
    return make_desk(platform)


@pytest.fixture
def line() -> Iterator[LinePlatform]:
    """A running LINE."""
    stand_in = LinePlatform()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def telegram() -> Iterator[TelegramPlatform]:
    """A running Telegram."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def facebook() -> Iterator[FacebookPlatform]:
    """A running Messenger."""
    stand_in = FacebookPlatform()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()
