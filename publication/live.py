"""What is live in this process: the search engine at its start, and the switch to what is published later."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import structlog

from core.clock import local_now
from core.database import Database
from core.garbage_collection import give_back, loading
from core.settings import Settings
from publication.service import live_generation
from retrieval.encoder import load_encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.ranking.ranker import RankerModel

log = structlog.get_logger()


async def live_engine(settings: Settings, database: Database) -> Engine:
    """The engine over the generation that is live.

    Raises:
        NoGeneration: nothing was published yet, or its files cannot be used.
    """
    encoder = await asyncio.to_thread(load_encoder, settings)
    number = await live_generation(database)
    generation = await asyncio.to_thread(generations.load, settings.data_dir / "index", number)
    return Engine(encoder, RankerModel.load(), generation)


async def follow(
    engine: Engine,
    database: Database,
    root: Path,
    today: Callable[[], date] = lambda: local_now().date(),
) -> bool:
    """Swap in what was published meanwhile, and turn the day of the present generation; whether it did.

    The old generation answers until the new one is loaded, whatever happens: no request waits or fails.
    """
    before = engine.generation
    live = await live_generation(database)
    if live > engine.generation.number:
        with loading():
            engine.swap(await asyncio.to_thread(generations.load, root, live))
        log.info("generation_swapped", generation=live)
    if today() != engine.generation.day:
        with loading():
            engine.swap(
                await asyncio.to_thread(generations.for_day, engine.generation, engine.encoder, today())
            )
    if engine.generation is before:
        return False
    await asyncio.to_thread(give_back)
    return True
