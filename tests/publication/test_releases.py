"""From the database to a live generation, and into running processes."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

from core.clock import local_now, utc_now
from core.database import Database
from knowledge.loader import KnowledgeBase
from publication import service as knowledge
from publication.release_service import publish
from retrieval.encoder import Encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel
from tests.few import without
from tests.publication.following import following


async def test_publishing_stores_a_generation_and_makes_it_live(
    database: Database, generation: Generation, encoder: Encoder, tmp_path: Path
) -> None:
    small = replace(generation.base, located=generation.base.located[:5])
    await knowledge.store(database, small, "tester", "first", utc_now())
    built = await publish(database, encoder, tmp_path, "first", local_now())
    assert await knowledge.live_generation(database) == built.number == 1
    assert len(generations.load(tmp_path, 1).catalogue) == 5


async def test_storing_the_same_knowledge_twice_changes_nothing(
    database: Database, generation: Generation
) -> None:
    small = replace(generation.base, located=generation.base.located[:3])
    assert await knowledge.store(database, small, "tester", "first", utc_now()) > 0
    assert await knowledge.store(database, small, "tester", "again", utc_now()) == 0
    assert (await knowledge.read(database)).entries == small.entries


async def test_a_publish_is_live_soon_and_no_search_fails(
    database: Database, few: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    await knowledge.store(database, few, "tester", "first", utc_now())
    first = await publish(database, encoder, tmp_path, "first", local_now())
    engine = Engine(encoder, RankerModel.load(), first)
    tasks = following(engine, database, tmp_path)
    edited = without(few, "overtime-pay")
    await knowledge.store(database, edited, "tester", "withdraw", utc_now())
    second = await publish(database, encoder, tmp_path, "withdraw", local_now())
    announced = time.monotonic()
    seen = set()
    while engine.generation.number < second.number:
        result = await asyncio.to_thread(engine.search, "平日加班費怎麼計算")
        seen.add(result.generation)
        assert time.monotonic() - announced < 20
    await tasks.stop()
    after = await asyncio.to_thread(engine.search, "平日加班費怎麼計算")
    assert after.results[0].id != "overtime-pay"
    assert after.generation == second.number
    assert seen <= {first.number, second.number}
