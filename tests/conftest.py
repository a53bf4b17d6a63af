"""Worlds for the tests: the built engine, a fresh database, the running app, the running Rasa."""

import os
import random
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from sqlalchemy import Table, event

import supervisor
from core.database import Database
from core.migrations import migrate
from core.settings import ROOT, Settings
from knowledge import loader
from knowledge.loader import KnowledgeBase
from retrieval.encoder import Encoder, load_encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel
from tests.lending import LendingEncoder
from tests.postgres import Postgres
from tests.scheduling import WorldScheduling, slow_first
from tests.staff import Desk

pytest_plugins = ("tests.few",)

# No test may call a host of the outside world; the link check is tested with a server of its own.
os.environ["LABORDESK_LINK_CHECK_DAYS"] = "0"

# Every HTTP client reads the authorities it trusts, 50 ms for those of the world; here it is an invented one.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).parent / "fixtures" / "authority.pem")

# pytest-xdist gives its workers a width, which would be that of every console made from now on.
os.environ.pop("COLUMNS", None)

# How long an example takes says more about what else the machine does than about the code.
hypothesis.settings.register_profile("labordesk", deadline=None)
hypothesis.settings.load_profile("labordesk")

KINDS = ("sqlite", "postgresql")

# What a built encoder, a server, Rasa or a browser stands behind; the rest is a unit test.
_BUILT = frozenset(
    {"settings", "encoder", "generation", "postgres", "live_server", "desk_app", "rasa", "page", "besieged"}
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``unit`` what needs nothing that is built or started; what is slow comes first."""
    for item in items:
        assert isinstance(item, pytest.Function)
        started = any(item.get_closest_marker(kind) for kind in ("slow", "browser", "fresh_root"))
        on_a_server = "postgresql" in item.callspec.params.values() if hasattr(item, "callspec") else False
        if not (started or on_a_server or _BUILT & set(item.fixturenames)):
            item.add_marker(pytest.mark.unit)
    slow_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WorldScheduling | None:
    """The files that share a world go to one worker; other modes of pytest-xdist are its own."""
    return WorldScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def free_port() -> int:
    """A port that nothing listens on, below those that the system gives to outgoing connections.

    One of theirs can be taken again while a process is being killed and started anew.
    """
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of this checkout; ``make build`` has made the encoder and the index."""
    return Settings()


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """The knowledge base as the files hold it."""
    return loader.load()


@pytest.fixture(scope="session")
def generation(settings: Settings) -> Generation:
    """The newest built generation."""
    root = settings.data_dir / "index"
    return generations.load(root, generations.newest_number(root))


@pytest.fixture(scope="session")
def encoder(settings: Settings, generation: Generation) -> Encoder:
    """The real encoder; what the built generation holds is not encoded again."""
    return LendingEncoder(load_encoder(settings), generation)


@pytest.fixture
def engine(encoder: Encoder, generation: Generation) -> Engine:
    """Search over the real knowledge base."""
    return Engine(encoder, RankerModel.load(), generation)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server of our own, removed afterwards; skipped where it is not installed."""
    if not Postgres.is_installed():
        pytest.skip("PostgreSQL is not installed on this machine")
    server = Postgres(tmp_path_factory.mktemp("postgres"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy: the migrations take longer than most tests."""
    folder = tmp_path_factory.mktemp("migrated")
    _migrated(Settings(data_dir=folder).database)
    return folder / "labordesk.db"


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres: Postgres) -> str:
    """The first database of that server with all tables; a test that changes tables makes its own."""
    url = Settings(database_url=postgres.url).database
    _migrated(url)
    return url


def _migrated(url: str) -> None:
    # In a thread: the test that asks first may run an event loop in this one, and so do migrations.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(migrate, url).result()


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database of each kind."""
    async with empty_database(request, tmp_path) as database:
        yield database


@asynccontextmanager
async def empty_database(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Database]:
    """A migrated one of the kind of ``request``, which has `KINDS` as its parameters; a file lies in ``folder``."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder)
        database = Database(Settings(data_dir=folder).database)
        event.listen(database.engine.sync_engine, "connect", _wait_for_no_disk)
        yield database
    else:
        database = Database(request.getfixturevalue("migrated_postgres_url"))
        yield database
        await _empty(database)
    await database.close()


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    """Let SQLite commit without waiting for the disk, as PostgreSQL does here: no test pulls the plug."""
    connection.execute("PRAGMA synchronous=OFF")


async def _empty(database: Database) -> None:
    """Delete every row of a PostgreSQL database, in one round trip."""
    script = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(_tables()))
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.execute(f"BEGIN; {script}; COMMIT")  # type: ignore[union-attr]


def _tables() -> list[Table]:
    import bot.flows.models
    import bot.handover.models
    import bot.usage.models  # noqa: F401
    import cases.models  # noqa: F401
    import core.models  # noqa: F401
    import desk.auth.models
    import desk.autosave.models
    import desk.cases.models
    import desk.counter.models
    import desk.digest.models
    import desk.duty.models
    import desk.phrases.models  # noqa: F401
    import publication.models  # noqa: F401
    from core.database import Base

    return Base.metadata.sorted_tables


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'labordesk.db'}"


def _environment(folder: Path, settings: Settings, port: int, rasa_port: int) -> dict[str, str]:
    """The settings of a test app: this checkout's models; database, keys and files of its own."""
    for name in ("encoder", "index"):
        (folder / name).symlink_to(settings.data_dir / name)
    shutil.copy(settings.data_dir / "labordesk.db", folder / "labordesk.db")
    migrate(Settings(_env_file=None, data_dir=folder).database)
    return {
        **os.environ,
        "LABORDESK_DATA_DIR": str(folder),
        "LABORDESK_DATABASE_URL": database_in(folder),
        "LABORDESK_PORT": str(port),
        "LABORDESK_RASA_URL": f"http://127.0.0.1:{rasa_port}",
        "LABORDESK_INTERNAL_TOKEN": "token-of-the-tests",
        "LABORDESK_DESK_HOURS": "mon-sun 00:00-23:59",
        "LABORDESK_WEBHOOK_HOSTS": "127.0.0.1:9",
    }


@pytest.fixture(scope="session")
def live_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the running app."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="session")
def rasa_port() -> int:
    """Where the Rasa of the tests listens, once a test starts it."""
    return free_port()


@pytest.fixture(scope="session")
def metrics_address() -> str:
    """Where the running app answers Prometheus."""
    return f"http://127.0.0.1:{free_port()}/metrics"


@pytest.fixture(scope="session")
def live_server(live_folder: Path, settings: Settings, rasa_port: int, metrics_address: str) -> Iterator[str]:
    """The real app as a process; without Rasa until `rasa` is used as well."""
    more = {"LABORDESK_METRICS_PORT": str(urlsplit(metrics_address).port)}
    with running_app(live_folder, settings, rasa_port, more) as (address, _):
        yield address


@contextmanager
def running_app(
    folder: Path, settings: Settings, rasa_port: int, more: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """The real app as a process on ``folder``, with ``more`` settings: its address and process id."""
    port = free_port()
    environment = _environment(folder, settings, port, rasa_port) | dict(more)
    command = supervisor.app_command(settings.model_copy(update={"port": port}))
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        ready = supervisor.wait_until_ready(f"{address}/healthz", process, 3 * supervisor.START_SECONDS)
        assert ready, (folder / "app.log").read_text()
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def desk_app(live_server: str, live_folder: Path) -> Desk:
    """The desk of the running app: signed-in clients and browsers of every role."""
    return Desk(live_server, Settings(database_url=database_in(live_folder)).database)


@pytest.fixture(scope="session")
def rasa_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the Rasa of the tests runs and logs."""
    return tmp_path_factory.mktemp("rasa")


@pytest.fixture(scope="module")
def rasa(
    live_server: str,
    settings: Settings,
    rasa_port: int,
    rasa_folder: Path,
) -> Iterator[str]:
    """The real Rasa beside the real app, for one file of tests: others count on its absence."""
    folder = rasa_folder
    changed = settings.model_copy(update={"rasa_url": f"http://127.0.0.1:{rasa_port}"})
    environment = supervisor.rasa_environment(settings) | {"LABORDESK_INTERNAL_TOKEN": "token-of-the-tests"}
    with (folder / "rasa.log").open("wb") as log:
        process = subprocess.Popen(
            supervisor.rasa_command(changed), cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{rasa_port}"
    assert supervisor.wait_until_ready(f"{address}{supervisor.RASA_READY}", process, 120), (
        folder / "rasa.log"
    ).read_text()
    yield address
    process.terminate()
    process.wait(20)
