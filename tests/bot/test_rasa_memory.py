"""Who is forgotten is gone from Rasa's own tracker store, on both of its databases."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

import service
from bot.rasa_memory import RasaMemory
from core.database import Database
from core.settings import ROOT, Settings, async_url
from tests.postgres import Postgres

MINE, OTHER = "line:U1", "line:U2"
STORY = "阿土伯沒有給加班費"
# Rasa itself reads our endpoints and writes with its own tracker store.
_RASA_HEARS = f"""
import asyncio
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

store = TrackerStore.create(AvailableEndpoints.read_endpoints("bot/endpoints.yml").tracker_store)
for sender in ("{MINE}", "{OTHER}"):
    tracker = DialogueStateTracker(sender, [])
    tracker.update(UserUttered("{STORY}"))
    asyncio.run(store.save(tracker))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An installation whose Rasa keeps its tracker in a database of each kind."""
    if request.param == "sqlite":
        return Settings(_env_file=None, data_dir=tmp_path)
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create("rasa")
    return Settings(_env_file=None, data_dir=tmp_path, rasa_tracker_url=url)


def _rasa_hears(settings: Settings) -> None:
    python = str(ROOT / ".venv-rasa" / "bin" / "python")
    environment = service.rasa_environment(settings)
    subprocess.run([python, "-c", _RASA_HEARS], cwd=ROOT, env=environment, check=True)


async def _remembered(settings: Settings) -> list[tuple[str, str]]:
    tracker = Database(async_url(settings.rasa_tracker))
    async with tracker.transaction() as db:
        rows = [
            (sender, data) for sender, data in await db.execute(text("SELECT sender_id, data FROM events"))
        ]
    await tracker.close()
    return rows


async def test_who_is_forgotten_is_gone_and_nobody_else(settings: Settings) -> None:
    _rasa_hears(settings)
    assert {sender for sender, _ in await _remembered(settings)} == {MINE, OTHER}
    await RasaMemory(settings.rasa_tracker).forget(MINE)
    assert {sender for sender, _ in await _remembered(settings)} == {OTHER}


async def test_forgetting_before_rasa_was_ever_used_is_no_error(tmp_path: Path) -> None:
    await RasaMemory(Settings(_env_file=None, data_dir=tmp_path).rasa_tracker).forget(MINE)


def test_the_password_of_the_tracker_store_is_not_shown() -> None:
    settings = Settings(_env_file=None, rasa_tracker_url="postgres://rasa:very-secret@db/rasa")
    assert "very-secret" not in repr(settings)
    assert settings.rasa_tracker == "postgresql://rasa:very-secret@db/rasa"
