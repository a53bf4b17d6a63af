"""From the database to a live generation; `publication.live` brings it into running processes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import local_now
from core.database import Database
from core.garbage_collection import loading
from knowledge.loader import KnowledgeBase
from knowledge.records import with_records
from publication import service as knowledge
from publication.errors import PublishedMeanwhile
from retrieval.classifier.classifier import Learner
from retrieval.classifier.incremental_training import Relearner
from retrieval.encoder.base import Encoder
from retrieval.engine import Engine
from retrieval.errors import NoGeneration
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from retrieval.index.index import Progress

Apply = Callable[[AsyncSession], Awaitable[None]]
FACTOR = "factor"


def _silent(done: int, total: int) -> None:
    return None


async def _nothing(session: AsyncSession) -> None:
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
    with loading():
        base = await knowledge.read(database)
        live = await knowledge.live_generation(database)
        previous = await asyncio.to_thread(try_load, root, live)
        built = await draft(database, base, encoder, root, now, previous, progress)
    await release(database, built, root, note, now)
    return built


async def draft(
    database: Database,
    base: KnowledgeBase,
    encoder: Encoder,
    root: Path,
    now: datetime,
    previous: Generation | None,
    progress: Progress = _silent,
    learner: Learner | None = None,
) -> Generation:
    """``base`` indexed as the next generation, in memory.

    What ``previous`` holds is not encoded again, what ``learner`` knows not learned again; it is that of
    ``root`` unless told otherwise. It is for the caller to be `loading`, from reading ``base`` on.
    """
    number = await next_number(database, root)
    learner = learner or learner_of(root, encoder)
    return await asyncio.to_thread(
        generations.build, base, encoder, number, now.date(), previous, progress, learner
    )


async def draft_with(
    database: Database,
    changes: Iterable[tuple[str, dict[str, Any]]],
    engine: Engine,
    root: Path,
    learner: Learner,
) -> Generation:
    """The next generation, in memory: what is stored, with ``changes`` as (kind, payload)."""
    base = await knowledge.read(database)
    proposed = await asyncio.to_thread(with_records, base, changes)
    return await draft(
        database, proposed, engine.encoder, root, local_now(), engine.generation, learner=learner
    )


def learner_of(root: Path, encoder: Encoder) -> Relearner:
    """Learns from what was learned before under ``root``."""
    return Relearner(root / FACTOR, encoder.fingerprint)


async def next_number(database: Database, root: Path) -> int:
    """The number that a new generation gets."""
    return max(await knowledge.live_generation(database), generations.newest_number(root)) + 1


async def release(
    database: Database,
    built: Generation,
    root: Path,
    note: str,
    now: datetime,
    apply: Apply = _nothing,
) -> None:
    """Write ``built`` and make it live, together with the records that ``apply`` writes, or not at all.

    Raises:
        PublishedMeanwhile: another publish took the number first.
    """
    try:
        async with database.transaction() as session:
            # The number is claimed first: only who holds it writes the folder of that name.
            await knowledge.claim(session, built.number, note, now)
            await apply(session)
            await asyncio.to_thread(generations.save, built, root)
    except IntegrityError as error:
        raise PublishedMeanwhile("同時有另一次發布完成，請重新檢查後再發布。") from error
    generations.remove_old(root)


def try_load(root: Path, number: int) -> Generation | None:
    """Generation ``number``, None when there is none or it cannot be used."""
    try:
        return generations.load(root, number) if number else None
    except NoGeneration:
        return None
