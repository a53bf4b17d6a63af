"""An installation that may publish: the encoder is shared, database and index are its own."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import service
from app import create_app
from core.migrations import migrate
from core.settings import ROOT, Settings
from desk.auth import cookies
from desk.auth.permissions import Role
from tests.conftest import free_port
from tests.staff import Desk, open_session

WRITER, REVIEWER = "writer@labor.example", "reviewer@labor.example"


def own_installation(folder: Path, settings: Settings, **changes: object) -> Settings:
    """Settings of an installation in ``folder`` with the knowledge of this checkout."""
    (folder / "encoder").symlink_to(settings.data_dir / "encoder")
    shutil.copytree(settings.data_dir / "index", folder / "index")
    shutil.copy(settings.data_dir / "labordesk.db", folder / "labordesk.db")
    changed = Settings(data_dir=folder, secret_key="key of the tests", **changes)
    migrate(changed.database)
    return changed


class Office:
    """The app in this process, with a client for each person."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._opened: list[httpx.AsyncClient] = []

    async def person(self, role: Role | None, login: str | None = None) -> httpx.AsyncClient:
        """A browser in which somebody of ``role`` is signed in, or nobody."""
        transport = httpx.ASGITransport(self.app)
        client = httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers={"Accept": "text/html"}, timeout=60
        )
        if role:
            client.cookies.set(cookies.SESSION, await open_session(self.app.state.database, role, login))
        self._opened.append(client)
        return client

    async def close(self) -> None:
        for client in self._opened:
            await client.aclose()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Office]:
    """The app with everything that runs in it."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        office = Office(app)
        yield office
        await office.close()


@pytest.fixture
async def office(tmp_path: Path, settings: Settings) -> AsyncIterator[Office]:
    """An installation of its own, running in this process without Rasa."""
    rasa_url = f"http://127.0.0.1:{free_port()}"
    own = await asyncio.to_thread(own_installation, tmp_path, settings, rasa_url=rasa_url)
    async with running(own) as office:
        yield office


@pytest.fixture(scope="module")
def publishing_desk(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Desk]:
    """The app as a process of its own, for browsers."""
    folder, port = tmp_path_factory.mktemp("office"), free_port()
    own = own_installation(folder, settings, port=port)
    environment = {
        "PATH": "/usr/bin:/bin",
        "LABORDESK_DATA_DIR": str(folder),
        "LABORDESK_PORT": str(port),
        "LABORDESK_RASA_URL": f"http://127.0.0.1:{free_port()}",
    }
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(
            service.app_command(own), cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    ready = service.wait_until_ready(f"{address}/healthz", process, 120)
    assert ready, (folder / "app.log").read_text()
    yield Desk(address, own.database)
    process.terminate()
    process.wait(20)
