"""The app, served in a thread of this process, over a bureau after years and with every channel open."""

import asyncio
import gc
import shutil
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

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

LIMIT_SECONDS = 0.05
CASES, CONVERSATIONS = 3_000, 1_000
BOUNCE_TOKEN = "bounce-token"
# A busy machine is slow; what is measured is not the time of the clock.
_PATIENCE_SECONDS = 300
_ROLES = (Role.SUPERVISOR, Role.CURATOR, Role.ADMIN)
T = TypeVar("T")


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

    def send(self, role: Role, path: str, files: Any = None, **fields: str) -> httpx.Response:
        """Post a form of the desk, with ``files`` as httpx takes them; what was done is shown."""
        client = self.staff[role]
        sign = csrf_of(client.get("/desk/account").text)
        return client.post(path, data={"csrf": sign, **fields}, files=files, follow_redirects=True)

    def ask(self, job: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
        """What ``job`` finds in the database of the app."""

        async def asked() -> T:
            database = Database(self.settings.database)
            try:
                return await job(database)
            finally:
                await database.close()

        return _apart(asked())

    def nothing_too_long(self, work: Callable[[], object]) -> None:
        """``work`` holds the loop for no more than `LIMIT_SECONDS` at a time."""
        assert self.steps.too_long(work, LIMIT_SECONDS) == []


def _apart(job: Coroutine[Any, Any, T]) -> T:
    """Run ``job`` in a thread of its own: a loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, job).result()


async def _filled(settings: Settings) -> None:
    database = Database(settings.database)
    try:
        vault, now = vault_of(settings), utc_now()
        await fill(database, vault, settings.signing_key, STATEMENT, now, CASES, CONVERSATIONS)
    finally:
        await database.close()


@pytest.fixture(scope="package")
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
    (folder / "index").mkdir()
    for part in (settings.data_dir / "index").iterdir():  # what is published here stays here
        (folder / "index" / part.name).symlink_to(part)
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


@pytest.fixture(scope="package")
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
    gc.collect()
    gc.freeze()  # what the tests themselves hold is no part of what is served
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
    gc.unfreeze()
