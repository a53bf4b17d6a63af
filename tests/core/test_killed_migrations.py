"""A migration that is killed at any statement has not begun: the tables are as before, and it can be made."""

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event

from core.migrations import FOLDER, migrate
from core.settings import Settings

# Killing at each of some hundred statements would take minutes; these are spread over all migrations.
KILLS = 24


def _schema(file: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.execute("SELECT name, sql FROM sqlite_master ORDER BY name"))


def _migrated_in_a_process(url: str, kill_at: int | None = None) -> tuple[int, int]:
    """Migrate in a process of its own: (the signal that ended it, statements that were begun)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0

        def count(*_arguments: object) -> None:
            nonlocal seen
            seen += 1
            if seen == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", count)
        migrate(url)
        os.write(writing, str(seen).encode())
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), int(told.read() or 0)


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
    killed, statements = _migrated_in_a_process(url)
    after = _schema(file)
    assert (killed, statements > KILLS) == (0, True) and after != before
    for kill_at in range(1, statements + 1, max(1, statements // KILLS)):
        for leftover in tmp_path.glob("labordesk.db*"):
            leftover.unlink()
        shutil.copy(start, file)
        assert _migrated_in_a_process(url, kill_at)[0] == signal.SIGKILL
        assert _schema(file) == before, f"half of it stayed after statement {kill_at}"
    assert _migrated_in_a_process(url)[0] == 0
    assert _schema(file) == after
