"""A restore that is killed at any step leaves the old or the new, never some of both."""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from backup.restore_swap import JOURNAL
from backup.service import back_up, restore, settle
from cases.schemas import Upload
from cases.service import CaseService
from core.clock import utc_now
from core.database import Database
from core.encryption import first_key, vault_of
from core.migrations import migrate
from core.settings import Settings
from publication import service as knowledge
from tests.backup.conftest import LIVE
from tests.cases.conftest import NOW, PDF, STATEMENT, WEB
from tests.conftest import free_port
from tests.postgres import Postgres

FILES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir"})
AROUND_THE_LOAD = frozenset({"os.rename", "subprocess.Popen"})
World = dict[str, object]


def killed_at(step: int, job: Callable[[], object], steps: frozenset[str] = FILES) -> bool:
    """Run ``job`` in a process that is killed before its ``step``-th change of a file; False when it ended."""
    child = os.fork()
    if child == 0:
        left = [step]

        def watch(event: str, _arguments: object) -> None:
            if event in steps:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
        sys.addaudithook(watch)
        try:
            job()
        except BaseException:
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


class Machine:
    """A data folder, put back to what it was as often as needed."""

    def __init__(self, settings: Settings, backup: Path, before: Path) -> None:
        self.settings, self.backup, self._before = settings, backup, before

    def reset(self) -> None:
        """As before the restore."""
        shutil.rmtree(self.settings.data_dir, ignore_errors=True)
        shutil.copytree(self._before, self.settings.data_dir)

    def seen(self) -> World:
        """All that a restore replaces."""
        folder = self.settings.data_dir
        return {
            "attachments": sorted(file.name for file in (folder / "attachments").iterdir()),
            "index": sorted(found.name for found in (folder / "index").iterdir()),
            "keys": (folder / "data_keys").read_text(),
            "cases": self._cases(),
        }

    def _cases(self) -> list[str]:
        with closing(sqlite3.connect(self.settings.data_dir / "labordesk.db")) as database:
            return [
                number for (number,) in database.execute("SELECT number FROM case_record ORDER BY number")
            ]


def _fill(settings: Settings, number: int, cases: int) -> None:
    async def run() -> None:
        database = Database(settings.database)
        first_key(settings)
        service = CaseService.build(settings, database, vault_of(settings))
        for key in range(cases):
            told = replace(STATEMENT, what=f"第 {number} 版的第 {key} 件")
            await service.file(told, WEB, (Upload("a.pdf", PDF),), NOW, told.what)
        await knowledge.announce(database, number, "發布", utc_now())
        await database.close()

    asyncio.run(run())
    folder = settings.data_dir / "index" / f"{number:06d}"
    folder.mkdir(parents=True)
    (folder / "table.npy").write_bytes(b"generation %d" % number)


@pytest.fixture
def machine(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Machine]:
    """A machine with one case, and a backup of another one with two."""
    other, here = tmp_path / "other", tmp_path / "here"
    port = free_port()
    for folder, number, count in ((other, LIVE, 2), (here, LIVE - 1, 1)):
        folder.mkdir()
        shutil.copy(migrated_sqlite, folder)
        settings = Settings(_env_file=None, data_dir=folder, port=port)
        assert settings.signing_key
        _fill(settings, number, count)
        if folder is other:
            back_up(settings, tmp_path / "b.zip", True, utc_now())
    for leftover in here.glob("labordesk.db-*"):
        leftover.unlink()
    shutil.copytree(here, tmp_path / "before")
    yield Machine(Settings(_env_file=None, data_dir=here, port=port), tmp_path / "b.zip", tmp_path / "before")


def test_killed_at_each_step_it_is_the_old_or_the_new(machine: Machine) -> None:
    machine.reset()
    old = machine.seen()
    restore(machine.settings, machine.backup, True)
    new = machine.seen()
    assert {part for part in old if old[part] == new[part]} == set()
    outcomes, step = [], 0
    while True:
        step += 1
        machine.reset()
        if not killed_at(step, lambda: restore(machine.settings, machine.backup, True)):
            break
        settle(machine.settings)
        assert machine.seen() in (old, new), f"mixed after step {step}"
        outcomes.append(machine.seen() == new)
        assert not list(machine.settings.data_dir.glob("*.replaced"))
        restore(machine.settings, machine.backup, True)
        assert machine.seen() == new
        left = {path.name for path in machine.settings.data_dir.iterdir()}
        assert not [name for name in left if name.startswith(".restore-") or name.endswith(".restored")]
    # Some steps came before the point of no return, some after, and it was passed once.
    assert outcomes == sorted(outcomes) and {False, True} == set(outcomes)
    assert not (machine.settings.data_dir / JOURNAL).exists()


def test_killed_while_it_is_finished_it_is_finished_later(machine: Machine) -> None:
    machine.reset()
    restore(machine.settings, machine.backup, True)
    new, step = machine.seen(), 0
    # The first step after which the journal is there.
    while not (machine.settings.data_dir / JOURNAL).exists():
        step += 1
        machine.reset()
        assert killed_at(step, lambda: restore(machine.settings, machine.backup, True))
    half_way = machine.settings.data_dir.with_name("half")
    shutil.copytree(machine.settings.data_dir, half_way)
    step = 0
    while True:
        step += 1
        shutil.rmtree(machine.settings.data_dir)
        shutil.copytree(half_way, machine.settings.data_dir)
        if not killed_at(step, lambda: settle(machine.settings)):
            break
        settle(machine.settings)
        assert machine.seen() == new
    assert step > 3 and machine.seen() == new


class OnServer(Machine):
    """The database is a server's; only the files are in the folder."""

    def _cases(self) -> list[str]:
        async def numbers() -> list[str]:
            database = Database(self.settings.database)
            async with database.transaction() as session:
                found = list(await session.scalars(text("SELECT number FROM case_record ORDER BY number")))
            await database.close()
            return found

        return asyncio.run(numbers())


def test_killed_around_the_load_of_a_server_files_and_tables_agree(
    postgres: Postgres, tmp_path: Path
) -> None:
    url, port = postgres.create("killed"), free_port()
    here = tmp_path / "here"
    here.mkdir()
    settings = Settings(_env_file=None, data_dir=here, database_url=url, port=port)
    migrate(settings.database)
    assert settings.signing_key
    _fill(settings, LIVE, 2)
    back_up(settings, tmp_path / "new.zip", True, utc_now())
    _fill(settings, LIVE + 1, 1)
    back_up(settings, tmp_path / "old.zip", True, utc_now())
    machine = OnServer(settings, tmp_path / "new.zip", tmp_path / "nowhere")
    restore(settings, tmp_path / "new.zip", True)
    new = machine.seen()
    restore(settings, tmp_path / "old.zip", True)
    old = machine.seen()
    outcomes = []
    # From the journal on: before the load, after it, and between the renamings.
    step = 0
    while True:
        step += 1
        is_killed = killed_at(step, lambda: restore(settings, tmp_path / "new.zip", True), AROUND_THE_LOAD)
        if not is_killed:
            break
        settle(settings)
        assert machine.seen() in (old, new), f"mixed after step {step}"
        outcomes.append(machine.seen() == new)
        if outcomes[-1]:
            restore(settings, tmp_path / "old.zip", True)
    assert {False, True} == set(outcomes)
