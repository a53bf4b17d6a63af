"""A migration that is killed at any statement has not begun: the tables are as before, and it can be made."""

import shutil
import signal
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from core.migrations import FOLDER, migrate
from core.settings import Settings
from tests.killing import in_a_process

# Killing at each of some hundred statements would take minutes; these are spread over all migrations.
KILLS = 24


def _schema(file: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.execute("SELECT name, sql FROM sqlite_master ORDER BY name"))


@pytest.fixture(params=["base", "0006"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database before its migrations: an empty one, and one of an earlier version."""
    file = tmp_path / "start.db"
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = Settings(_env_file=None, database_url=f"sqlite:///{file}").database
    file.touch()
    if request.param != "base":
        command.upgrade(config, request.param)
    return file


def test_killed_at_any_statement_it_can_be_made_again(
    start: Path, tmp_path: Path, migrated_sqlite: Path
) -> None:
    file = tmp_path / "labordesk.db"
    url = Settings(_env_file=None, database_url=f"sqlite:///{file}").database
    before = _schema(start)
    shutil.copy(start, file)
    work = partial(migrate, url)
    killed, steps = in_a_process(work)
    after = _schema(file)
    assert (killed, steps > KILLS) == (0, True) and after != before
    for kill_at in range(1, steps + 1, max(1, steps // KILLS)):
        for leftover in tmp_path.glob("labordesk.db*"):
            leftover.unlink()
        shutil.copy(start, file)
        assert in_a_process(work, kill_at)[0] == signal.SIGKILL
        assert _schema(file) == before, f"half of it stayed after step {kill_at}"
    assert in_a_process(work)[0] == 0
    assert _schema(file) == after
