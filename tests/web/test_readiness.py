"""``/readyz`` tells what is: each thing that the app cannot do without is taken away in turn."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from bot.policy import RasaClient
from core.clock import utc_now
from core.database import Database
from core.dependencies import provide
from core.settings import Settings
from publication import service as knowledge
from retrieval.engine import Engine
from tests.conftest import free_port
from web import health_routes
from web.readiness import LOAD_SECONDS, Readiness, ReadinessCheck, disk_trouble

LOADED = cast(Engine, SimpleNamespace(generation=SimpleNamespace(number=1)))


class Rasa:
    """Only whether it is there."""

    is_there = True

    async def is_ready(self) -> bool:
        return self.is_there


@dataclass
class _Asked:
    """What the page asks."""

    readiness: Readiness
    engine: Engine
    rasa: RasaClient


async def _ask(readiness: Readiness, rasa: Rasa | None = None) -> tuple[int, dict[str, Any]]:
    app = FastAPI()
    app.include_router(health_routes.router)
    provide(app, _Asked(readiness, LOADED, cast(RasaClient, rasa or Rasa())))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        response = await client.get("/readyz")
    return response.status_code, response.json()


async def _kinds(readiness: Readiness) -> list[ReadinessCheck]:
    status, told = await _ask(readiness)
    assert status == (503 if told["reasons"] else 200)
    assert all(reason["detail"] for reason in told["reasons"])
    return [ReadinessCheck(reason["kind"]) for reason in told["reasons"]]


@pytest.fixture
async def readiness(database: Database, tmp_path: Path) -> Readiness:
    await knowledge.announce(database, 1, "first", utc_now())
    return Readiness(database, LOADED, tmp_path)


async def test_with_everything_there_it_is_ready(readiness: Readiness) -> None:
    status, told = await _ask(readiness)
    assert (status, told["status"], told["reasons"], told["generation"]) == (200, "ok", [], 1)


async def test_without_rasa_it_is_degraded_and_still_takes_requests(readiness: Readiness) -> None:
    rasa = Rasa()
    rasa.is_there = False
    status, told = await _ask(readiness, rasa)
    assert (status, told["status"], told["rasa"]) == (200, "degraded", "away")


async def test_a_database_server_that_is_away(tmp_path: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    database = Database(Settings(_env_file=None, database_url=url).database)
    assert await _kinds(Readiness(database, LOADED, tmp_path)) == [ReadinessCheck.DATABASE]


@pytest.mark.parametrize("damage", ["gone", "noise"])
async def test_a_database_file_that_is_gone_or_damaged(
    damage: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    file = Path(shutil.copy(migrated_sqlite, tmp_path))
    database = Database(f"sqlite+aiosqlite:///{file}")
    if damage == "gone":
        assert await _kinds(Readiness(database, LOADED, tmp_path)) == []
        file.unlink()
    else:
        file.write_bytes(b"noise" * 4096)
    assert await _kinds(Readiness(database, LOADED, tmp_path)) == [ReadinessCheck.DATABASE]
    assert file.exists() is (damage == "noise")
    await database.close()


def test_a_disk_that_is_full_or_read_only(tmp_path: Path) -> None:
    assert disk_trouble(tmp_path) is None
    full, unwritable = disk_trouble(tmp_path, needed=2**62), disk_trouble(Path("/proc"))
    assert full is not None and full.kind is ReadinessCheck.DISK and "滿" in full.detail
    assert unwritable is not None and unwritable.kind is ReadinessCheck.DISK and "唯讀" in unwritable.detail
    assert not list(tmp_path.iterdir())


async def test_a_data_folder_that_cannot_be_written(database: Database) -> None:
    assert await _kinds(Readiness(database, LOADED, Path("/proc"))) == [ReadinessCheck.DISK]


@pytest.mark.parametrize("revision", ["0001", "9999", None])
async def test_tables_of_another_version_of_the_program(
    revision: str | None, readiness: Readiness, database: Database
) -> None:
    async with database.transaction() as session:
        kept = await session.scalar(text("SELECT version_num FROM alembic_version"))
        await session.execute(text("DELETE FROM alembic_version"))
        if revision:
            await session.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))
    try:
        assert await _kinds(readiness) == [ReadinessCheck.SCHEMA]
    finally:
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM alembic_version"))
            await session.execute(text(f"INSERT INTO alembic_version VALUES ('{kept}')"))


async def test_an_empty_database_has_no_tables_of_ours(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    assert await _kinds(Readiness(database, LOADED, tmp_path)) == [ReadinessCheck.SCHEMA]
    await database.close()


async def test_a_publication_may_take_its_time_to_load_but_not_for_ever(
    database: Database, tmp_path: Path
) -> None:
    seconds = [0.0]
    readiness = Readiness(database, LOADED, tmp_path, lambda: seconds[0])
    await knowledge.announce(database, 2, "second", utc_now())
    assert await _kinds(readiness) == []
    seconds[0] = LOAD_SECONDS + 1
    assert await _kinds(readiness) == [ReadinessCheck.GENERATION]
