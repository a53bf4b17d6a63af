"""The app, served in a thread of this process, over a bureau after years and with every channel open."""

import asyncio
import shutil
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from app import create_app
from core.clock import utc_now
from core.database import Database
from core.encryption import first_key, vault_of
from core.migrations import migrate
from core.settings import Settings
from desk.auth.permissions import Role
from tests.cases.conftest import STATEMENT
from tests.conftest import database_in, free_port
from tests.loop.steps import LoopSteps
from tests.many import fill
from tests.platforms import FacebookPlatform, LinePlatform, Platform, TelegramPlatform
from tests.staff import Desk, csrf_of
from web.connection_limits import BoundedHttp

CASES, CONVERSATIONS = 3_000, 1_000
BOUNCE_TOKEN = "bounce-token"
# A busy machine is slow; what is measured is not the time of the clock.
_PATIENCE_SECONDS = 300
_ROLES = (Role.SUPERVISOR, Role.CURATOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Served:
    """The app at work, and who comes to it."""

    address: str
    settings: Settings
    steps: LoopSteps
    platforms: dict[str, Platform]
    staff: dict[Role, httpx.Client]
    citizen: httpx.Client

    def page(self, path: str) -> httpx.Response:
        """The page at ``path`` as the first sees it who may; of those who may not, the last refusal."""
        for client in (*self.staff.values(), self.citizen):
            response = client.get(path)
            if response.is_success:
                break
        return response

    def send(self, role: Role, path: str, **fields: str) -> httpx.Response:
        """Post a form of the desk; what was done is shown."""
        client = self.staff[role]
        sign = csrf_of(client.get("/desk/account").text)
        return client.post(path, data={"csrf": sign, **fields}, follow_redirects=True)


def _apart(job: Coroutine[Any, Any, None]) -> None:
    """Run ``job`` in a thread of its own: a loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, job).result()


async def _filled(settings: Settings) -> None:
    database = Database(settings.database)
    try:
        vault, now = vault_of(settings), utc_now()
        await fill(database, vault, settings.signing_key, STATEMENT, now, CASES, CONVERSATIONS)
    finally:
        await database.close()


@pytest.fixture(scope="module")
def platforms() -> Iterator[dict[str, Platform]]:
    """LINE, Messenger and Telegram, each at its address."""
    made = (LinePlatform(limit=None), FacebookPlatform(), TelegramPlatform())
    for platform in made:
        platform.address = platform.start()
    yield {platform.name: platform for platform in made}
    for platform in made:
        platform.stop()


def _settings(folder: Path, settings: Settings, platforms: dict[str, Platform]) -> Settings:
    (folder / "encoder").symlink_to(settings.data_dir / "encoder")
    (folder / "index").symlink_to(settings.data_dir / "index")
    shutil.copy(settings.data_dir / "labordesk.db", folder / "labordesk.db")
    channels: dict[str, Any] = {}
    for name, platform in platforms.items():
        secrets: dict[str, str] = platform.settings  # type: ignore[attr-defined]
        channels |= {key.lower(): value for key, value in secrets.items()}
        channels[f"{name}_api_base"] = platform.address
    channels["line_data_api_base"] = platforms["line"].address
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=database_in(folder),
        port=free_port(),
        rasa_url=f"http://127.0.0.1:{free_port()}",
        secret_key="key of the tests",
        desk_hours="mon-sun 00:00-23:59",
        mail_from="labor@labor.example",
        smtp_url="smtp://127.0.0.1:9",
        mail_bounce_token=BOUNCE_TOKEN,
        link_check_days=0,
        **channels,
    )


@pytest.fixture(scope="module")
def served(
    settings: Settings, platforms: dict[str, Platform], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Without Rasa, which is a process of its own."""
    own = _settings(tmp_path_factory.mktemp("loop"), settings, platforms)
    migrate(own.database)
    first_key(own)
    _apart(_filled(own))
    config = uvicorn.Config(
        create_app(own), port=own.port, loop="asyncio", http=BoundedHttp, access_log=False, log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    assert thread.ident is not None
    address = f"http://127.0.0.1:{own.port}"
    desk, steps = Desk(address, own.database), LoopSteps(thread.ident)
    staff = {role: desk.client(role) for role in _ROLES}
    citizen = httpx.Client(base_url=address)
    for client in (*staff.values(), citizen):
        client.timeout = httpx.Timeout(_PATIENCE_SECONDS)
    with steps.watching():
        yield Served(address, own, steps, platforms, staff, citizen)
    for client in (*staff.values(), citizen):
        client.close()
    server.should_exit = True
    thread.join(60)
