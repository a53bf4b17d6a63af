"""A process that is killed anywhere in making a generation live: it is live and whole, or nothing is."""

import asyncio
import shutil
import signal
from dataclasses import replace
from pathlib import Path

from core.clock import local_now
from core.database import Database
from core.settings import Settings
from publication.release_service import next_number, release
from publication.service import live_generation
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from tests.killing import in_a_process

# The number is claimed, the files are written, they take their place, it is committed.
FEWEST_STEPS = 3


async def _released(settings: Settings, root: Path, built: Generation) -> int:
    database = Database(settings.database)
    try:
        numbered = replace(built, number=await next_number(database, root))
        await release(database, numbered, root, "tests", local_now())
        return numbered.number
    finally:
        await database.close()


async def _live(settings: Settings) -> int:
    database = Database(settings.database)
    try:
        return await live_generation(database)
    finally:
        await database.close()


def test_killed_at_any_step_a_generation_is_live_and_whole_or_not_at_all(
    few_built: Generation, migrated_sqlite: Path, tmp_path: Path
) -> None:
    settings, root = Settings(_env_file=None, data_dir=tmp_path), tmp_path / "index"

    def begin() -> None:
        shutil.rmtree(root, ignore_errors=True)
        for leftover in tmp_path.glob("labordesk.db*"):
            leftover.unlink()
        shutil.copy(migrated_sqlite, tmp_path / "labordesk.db")

    def work() -> None:
        asyncio.run(_released(settings, root, few_built))

    begin()
    ended, steps = in_a_process(work)
    assert (ended, steps >= FEWEST_STEPS, asyncio.run(_live(settings))) == (0, True, 1)
    for kill_at in range(1, steps + 1):
        begin()
        assert in_a_process(work, kill_at)[0] == signal.SIGKILL
        if live := asyncio.run(_live(settings)):
            assert len(generations.load(root, live).catalogue) == len(few_built.catalogue)
        again = asyncio.run(_released(settings, root, few_built))
        assert asyncio.run(_live(settings)) == again, f"published again after step {kill_at}"
        assert len(generations.load(root, again).catalogue) == len(few_built.catalogue)
