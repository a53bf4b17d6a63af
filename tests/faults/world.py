"""Everything that a city runs, as processes that can be killed: PostgreSQL, Rasas, apps behind nginx, the platforms."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import service
from core.clock import utc_now
from core.database import Database
from core.migrations import migrate
from core.settings import ROOT, Settings
from publication.service import announce
from retrieval.index import generation as generations
from tests import nginx
from tests.conftest import free_port
from tests.platforms import FacebookPlatform, LinePlatform, Platform, TelegramPlatform
from tests.postgres import Postgres

# Plenty: a machine that does much else takes minutes.
READY_SECONDS = 900.0
# A process that is up answers late while questions wait before it.
ANSWER_SECONDS = 60.0


@dataclass(eq=False)
class Process:
    """One process of the world; ``kill`` gives it no chance to tidy up."""

    command: list[str]
    environment: dict[str, str]
    ready: str
    log: BinaryIO
    folder: Path = ROOT
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; does not wait."""
        self.running = subprocess.Popen(
            self.command, cwd=self.folder, env=self.environment, stdout=self.log, stderr=self.log
        )

    @property
    def pid(self) -> int:
        """Of what runs now."""
        assert self.running is not None
        return self.running.pid

    def kill(self) -> None:
        """SIGKILL."""
        if self.running is not None:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait()

    def wait(self) -> None:
        """Until it answers."""
        assert self.running is not None
        if not service.wait_until_ready(
            self.ready, self.running, READY_SECONDS, answer_seconds=ANSWER_SECONDS
        ):
            told = Path(self.log.name).read_text()[-2000:]
            raise TimeoutError(f"not ready: {self.ready} ({self.running.poll()}): {told}")


@dataclass
class World:
    """The processes and where to find them: ``addresses`` of the apps, or of nginx before them."""

    settings: Settings
    platforms: tuple[Platform, ...]
    apps: list[Process] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    rasas: list[Process] = field(default_factory=list)
    postgres: Postgres | None = None


def _platform_environment(platforms: tuple[Platform, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for platform in platforms:
        secrets: dict[str, str] = platform.settings  # type: ignore[attr-defined]
        found |= {f"LABORDESK_{name}": value for name, value in secrets.items()}
        found[f"LABORDESK_{platform.name.upper()}_API_BASE"] = platform.start()
    return found


async def _publish(url: str, number: int) -> None:
    database = Database(url)
    await announce(database, number, "fault run", utc_now())
    await database.close()


def _database(stack: ExitStack, folder: Path, settings: Settings, world: World, postgres: bool) -> str:
    if not postgres:
        shutil.copy(settings.data_dir / "labordesk.db", folder / "labordesk.db")
        return f"sqlite:///{folder / 'labordesk.db'}"
    (folder / "postgres").mkdir()
    world.postgres = Postgres(folder / "postgres", free_port())
    world.postgres.start()
    stack.callback(world.postgres.stop)
    own = settings.model_copy(update={"database_url": world.postgres.url})
    migrate(own.database)
    asyncio.run(_publish(own.database, generations.newest_number(settings.data_dir / "index")))
    return world.postgres.url


@contextmanager
def running(apps: int, *, postgres: bool, rasas: int = 1, proxied: bool = False) -> Iterator[World]:
    """A world with ``apps`` app processes (one on SQLite) and ``rasas`` Rasas, ready to be spoken to."""
    settings = Settings(_env_file=None)
    platforms = (LinePlatform(limit=None), FacebookPlatform(), TelegramPlatform())
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, ports = Path(name), [free_port() for _ in range(apps)]
        addresses = [f"http://127.0.0.1:{free_port()}" for _ in range(rasas)]
        world = World(settings, platforms)
        environment = {
            **os.environ,
            **_platform_environment(platforms),
            "LABORDESK_DATA_DIR": str(settings.data_dir),
            "LABORDESK_DATABASE_URL": _database(stack, folder, settings, world, postgres),
            "LABORDESK_RASA_URL": ",".join(addresses),
            "LABORDESK_PUBLIC_URL": "https://labor.example",
            "LABORDESK_LOG_LEVEL": "WARNING",
        }
        for platform in platforms:
            stack.callback(platform.stop)
        for number, port in enumerate(ports):
            own = settings.model_copy(update={"port": port})
            log = stack.enter_context((folder / f"app{number}.log").open("ab"))
            address = f"http://127.0.0.1:{port}"
            world.addresses.append(address)
            world.apps.append(Process(service.app_command(own), environment, f"{address}/healthz", log))
        for number, address in enumerate(addresses):
            log = stack.enter_context((folder / f"rasa{number}.log").open("ab"))
            command, ready = service.rasa_command(settings, address), f"{address}{service.RASA_READY}"
            world.rasas.append(Process(command, service.rasa_environment(settings), ready, log))
        processes = [*world.apps, *world.rasas]
        for process in processes:
            process.start()
            stack.callback(process.kill)
        for process in processes:
            process.wait()
        if proxied:
            (folder / "nginx").mkdir()
            world.addresses[:] = [stack.enter_context(nginx.in_front_of(ports, folder / "nginx"))]
        yield world
