"""The search engine over what is published, for the app and for the commands alike."""

import asyncio

from core.database import Database
from core.settings import Settings
from publication.service import live_generation
from retrieval.encoder import load_encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.ranking.ranker import RankerModel


async def live_engine(settings: Settings, database: Database) -> Engine:
    """The engine over the generation that is live.

    Raises:
        NoGeneration: nothing was published yet, or its files cannot be used.
    """
    encoder = await asyncio.to_thread(load_encoder, settings)
    number = await live_generation(database)
    generation = await asyncio.to_thread(generations.load, settings.data_dir / "index", number)
    return Engine(encoder, RankerModel.load(), generation)
