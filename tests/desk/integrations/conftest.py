"""The desk with webhooks out, and another system that takes them: a real HTTP server on this machine."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.models import DeliveryState, LaneRow, OutboxRow
from core.clock import utc_now
from core.database import Database
from core.settings import Settings
from tests.desk.world import World
from tests.no_search import NO_SEARCH

_OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass
class Receiver:
    """What another system got, and what it answers: the ``statuses`` in turn, then 204."""

    address: str = ""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listens on a port of its own."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            found.got.append(({name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(found.statuses.pop(0) if found.statuses else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}/hook"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
async def linked(database: Database, desk_settings: Settings, receiver: Receiver) -> AsyncIterator[World]:
    """The desk that may send to the receiver."""
    host = receiver.address.split("/")[2]
    settings = desk_settings.model_copy(update={"webhook_hosts": host, "retry_seconds": 0.01})
    whole = World(database, settings, NO_SEARCH)
    yield whole
    await whole.close()


async def registered(world: World, receiver: Receiver, *kinds: Any) -> tuple[int, str]:
    """The id and the secret of the receiver's address."""
    async with world.database.transaction() as session:
        added, secret = await world.services.webhooks.register(
            session, "市府案管", receiver.address, kinds, "tests", utc_now()
        )
    return added.id, secret


async def told(world: World, now: datetime | None = None) -> None:
    """Tell everybody what has happened by ``now``, and send until nothing more is due."""
    await world.services.webhooks.work(now or utc_now())
    lanes = world.services.lanes
    lanes.wake()
    running = asyncio.create_task(lanes.run())
    while await _due(world):  # noqa: ASYNC110  another task writes into the database
        await asyncio.sleep(0.02)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _due(world: World) -> int:
    """How much is still to be sent, or has a worker that has not given its lane back."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(_OPEN))
    leased = select(func.count()).select_from(LaneRow).where(LaneRow.leased_by.is_not(None))
    async with world.database.transaction() as session:
        due = await session.scalar(query.where(OutboxRow.next_at <= utc_now())) or 0
        return due + (await session.scalar(leased) or 0)
