"""The disk of PostgreSQL is full: citizens are told, nothing is lost or doubled, and it goes on once there is room."""

import asyncio
import os
import random
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy import func, select

from app import create_app
from bot.models import TurnRow
from cases.models import CaseRow
from core.clock import utc_now
from core.database import Database
from core.migrations import migrate
from core.settings import Settings
from desk.auth.cookies import SESSION
from desk.auth.permissions import Role
from publication import service as knowledge
from retrieval.index import generation as generations
from tests.conftest import free_port
from tests.platforms.telegram import TelegramPlatform
from tests.postgres import Postgres
from tests.staff import open_session
from tests.web.test_case_routes import FORM
from web.case_routes import NOT_STORED

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not Postgres.is_installed(),
    reason="a small disk of its own is mounted by root alone, and PostgreSQL has to be installed",
)
# An empty database of ours takes a third of it.
DISK = "160m"
USERS = [str(7_700 + number) for number in range(24)]
QUESTION = "加班費怎麼算"
SIGNS, STORY = [chr(sign) for sign in range(0x4E00, 0x9000)], 4_000


@dataclass
class SmallDisk:
    """A disk with a server on it, and what fills the rest."""

    folder: Path
    server: Postgres

    async def fill(self) -> None:
        """Not one byte is left, but for a file of the journal that has just been begun."""
        await self._journal(files=1)
        with (self.folder / "ballast").open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        ballast.write(bytes(size))
                except OSError:
                    continue

    def free(self) -> None:
        """There is room again."""
        (self.folder / "ballast").unlink()

    async def write_elsewhere(self) -> None:
        """What others write until the journal needs a new file, which stops the server."""
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await self._journal(files=50)

    async def _journal(self, files: int) -> None:
        """Write until so many files of the journal more are begun."""
        connection = await asyncpg.connect(self.server.url)
        try:
            for _ in range(files):
                await connection.execute("SELECT pg_switch_wal(); SELECT txid_current()")
        finally:
            connection.terminate()


@pytest.fixture
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    """Mounted for this test alone."""
    folder = tmp_path_factory.mktemp("disk")
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if subprocess.run(mounting, capture_output=True).returncode != 0:
        pytest.skip("no disk can be mounted here, as in a container without that right")
    try:
        # A checkpoint on a full disk stops the server: there is none by itself.
        server = Postgres(folder, free_port(), "-c checkpoint_timeout=1d")
        server.start()
        yield SmallDisk(folder, server)
        server.stop()
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def story(key: str) -> str:
    """Another one for each key, of signs at random, which nothing makes shorter."""
    return "".join(random.Random(key).choices(SIGNS, k=STORY))


@dataclass
class City:
    """The app at work, its database and a platform."""

    http: httpx.AsyncClient
    database: Database
    platform: TelegramPlatform
    sent: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    async def ask(self, user: str) -> int:
        """A citizen's message; the status that the platform gets."""
        self.sent.append(self.platform.webhook(self.platform.text_event(user, QUESTION)))
        return await self._deliver(*self.sent[-1])

    async def send_again(self) -> None:
        """The platform sends everything again, as it does without a 2xx; also what was taken."""
        for body, headers in self.sent:
            assert await self._deliver(body, headers) == 200

    async def _deliver(self, body: bytes, headers: dict[str, str]) -> int:
        return (await self.http.post("/webhooks/telegram", content=body, headers=headers)).status_code

    async def file(self, key: str) -> httpx.Response:
        """A long complaint in the browser."""
        form = FORM | {"key": key, "what": story(key)}
        return await self.http.post("/cases/new/send", data=form, headers={"Accept": "text/html"})

    async def file_until_refused(self, most: int = 100) -> tuple[int, httpx.Response]:
        """One after the other, keys ``"0"``, ``"1"`` …: how many were taken, and how the next was refused."""
        for taken in range(most):
            answer = await self.file(str(taken))
            if not answer.is_success:
                return taken, answer
        raise AssertionError("there is room for everything")

    async def count(self, table: type) -> int:
        async with self.database.reading() as session:
            return int(await session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.fixture
async def city(disk: SmallDisk, settings: Settings, tmp_path: Path) -> AsyncIterator[City]:
    for name in ("encoder", "index"):
        (tmp_path / name).symlink_to(settings.data_dir / name)
    platform = TelegramPlatform()
    own = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=disk.server.url,
        rasa_url=f"http://127.0.0.1:{free_port()}",
        secret_key="key of the tests",
        telegram_api_base=platform.start(),
        **{name.lower(): value for name, value in platform.settings.items()},
    )
    await asyncio.to_thread(migrate, own.database)
    database = Database(own.database)
    number = generations.newest_number(settings.data_dir / "index")
    await knowledge.announce(database, number, "built", utc_now())
    app = create_app(own)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://app", timeout=60) as http:
            yield City(http, database, platform)
    await database.close()
    platform.stop()


async def _answered(city: City, users: list[str], texts: int) -> None:
    """Until everybody has so many texts, and some seconds more for one too many."""
    for _ in range(1200):
        if all(len(city.platform.texts_to(user)) >= texts for user in users):
            break
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)


@pytest.mark.parametrize("stops", [False, True], ids=["refuses", "stops"])
async def test_a_full_disk_is_told_and_once_there_is_room_everything_is_done_once(
    disk: SmallDisk, city: City, stops: bool
) -> None:
    cookie = await open_session(city.database, Role.SUPERVISOR)
    assert await city.ask("7600") == 200
    await _answered(city, ["7600"], 1)
    answer = len(city.platform.texts_to("7600"))
    before = (await city.file("before")).raise_for_status().text
    await disk.fill()
    if stops:
        await disk.write_elsewhere()
    statuses = [await city.ask(user) for user in USERS]
    taken, refused = await city.file_until_refused()
    assert {*statuses} <= {200, 503} and 503 in statuses
    assert refused.status_code == 503
    assert NOT_STORED in refused.text and story(str(taken)) in refused.text and "確認送出" in refused.text
    if not stops:  # what is there can be read
        headers = {"Accept": "text/html", "Cookie": f"{SESSION}={cookie}"}
        staff = await city.http.get("/desk/cases", headers=headers)
        assert staff.is_success
    disk.free()
    if stops:
        await asyncio.to_thread(disk.server.resume)
    await city.send_again()
    await _answered(city, USERS, answer)
    assert [len(city.platform.texts_to(user)) for user in USERS] == [answer] * len(USERS)
    assert await city.count(TurnRow) == len(USERS) + 1
    again, twice, same = [
        (await city.file(key)).raise_for_status().text for key in (str(taken), str(taken), "before")
    ]
    numbers = [re.findall(r'receipt__key">([^<]+)<', page) for page in (again, twice, same)]
    assert numbers[0] == numbers[1] and numbers[2] == re.findall(r'receipt__key">([^<]+)<', before)
    assert await city.count(CaseRow) == 1 + taken + 1
