"""One SQLite database is served by one process; a second is told so, and commands may go on."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
import supervisor
from core.database import Database
from core.settings import ROOT, Settings
from core.single_server import AlreadyServed, alone

SERVE = """
import sys, time
from core.single_server import alone
with alone(sys.argv[1]):
    print("serving", flush=True)
    time.sleep(600)
"""


def test_a_second_one_is_told_what_to_do_and_the_next_may_serve(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'labordesk.db'}"
    with alone(url), pytest.raises(AlreadyServed, match=r"labordesk\.db.*停止.*PostgreSQL"), alone(url):
        pass
    with alone(url):
        pass


def test_any_number_serve_postgresql() -> None:
    url = "postgresql+asyncpg://labor@db/labordesk"
    with alone(url), alone(url):
        pass


def test_what_was_killed_stands_in_nobodys_way(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'labordesk.db'}"
    command = [sys.executable, "-c", SERVE, url]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=-1) as one:
        assert one.stdout is not None and one.stdout.readline() == b"serving\n"
        with pytest.raises(AlreadyServed), alone(url):
            pass
        one.send_signal(signal.SIGKILL)
        one.wait()
        with alone(url):
            pass


@pytest.mark.slow
def test_a_second_app_and_a_second_up_end_and_commands_go_on(
    settings: Settings, migrated_sqlite: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path)}"
    own = {"LABORDESK_DATA_DIR": str(tmp_path), "LABORDESK_DATABASE_URL": url}
    with alone(url):
        command, environment = supervisor.app_command(settings), {**os.environ, **own}
        second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=400)
        assert second.returncode != 0
        assert "已經有一個 labordesk 在服務" in (second.stdout + second.stderr).decode()
        terminal = CliRunner(env=own)
        up = terminal.invoke(cli.app, ["up"])
        assert up.exit_code == 1 and "已經有一個 labordesk 在服務" in up.output
        backup = terminal.invoke(cli.app, ["backup", str(tmp_path / "backup.zip")])
        assert backup.exit_code == 0, backup.output


async def test_the_lock_is_beside_the_database_and_not_in_it(database: Database, tmp_path: Path) -> None:
    with alone(database.engine.url.render_as_string(hide_password=False)):
        async with database.transaction() as session:
            assert (await session.connection()) is not None
