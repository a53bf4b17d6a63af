"""From the database to a live generation, and from there into running processes."""

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from core.database import Database
from knowledge import service as knowledge
from retrieval import generation as generations
from retrieval.encoder.base import Encoder
from retrieval.engine import Engine
from retrieval.errors import NoGeneration
from retrieval.generation import Generation
from retrieval.index import Progress

log = structlog.get_logger()


def _silent(done: int, total: int) -> None:
    return None


async def publish(
    database: Database,
    encoder: Encoder,
    root: Path,
    note: str,
    now: datetime,
    progress: Progress = _silent,
) -> Generation:
    """Build a new generation from the database, write it under ``root`` and make it live.

    ``now`` is local time: figures are rendered as in force on its day.
    """
    base = await knowledge.read(database)
    live = await knowledge.live_generation(database)
    number = max(live, generations.newest_number(root)) + 1
    previous = await asyncio.to_thread(try_load, root, live)
    built = await asyncio.to_thread(generations.build, base, encoder, number, now.date(), previous, progress)
    await asyncio.to_thread(generations.save, built, root)
    await knowledge.announce(database, number, note, now)
    generations.remove_old(root)
    return built


def try_load(root: Path, number: int) -> Generation | None:
    """Generation ``number``, None when there is none or it cannot be used."""
    try:
        return generations.load(root, number) if number else None
    except NoGeneration:
        return None


async def follow(engine: Engine, database: Database, root: Path, seconds: float) -> None:
    """Swap in every newly published generation; runs until cancelled.

    The old generation answers until the new one is loaded, so no request waits or fails.
    """
    while True:
        await asyncio.sleep(seconds)
        try:
            live = await knowledge.live_generation(database)
            if live > engine.generation.number:
                engine.swap(await asyncio.to_thread(generations.load, root, live))
                log.info("generation_swapped", generation=live)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the old generation keeps answering whatever happened
            log.error("generation_not_swapped", reason=type(error).__name__)
