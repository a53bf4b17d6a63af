"""An entry taken off, and put back, without the gate: what citizens see changes within seconds."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import local_now, utc_now
from core.database import Database
from core.garbage_collection import loading
from knowledge.loader import KnowledgeBase
from knowledge.records import with_records
from publication import release_service, withdrawal_records
from publication import service as knowledge
from publication.errors import NotNow, PublishedMeanwhile
from publication.release_service import Apply
from publication.schemas import Person
from publication.withdrawal_records import Withdrawal
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.index.generation import Generation

_ATTEMPTS = 3
# The entry as it shall be, and what is written with it.
Step = tuple[dict[str, Any], Apply]


class Withdrawals:
    """Writes the record and the index that goes with it at once; ``root`` is where generations lie."""

    def __init__(self, database: Database, engine: Engine, root: Path) -> None:
        self._database, self._engine, self._root = database, engine, root

    async def take_off(self, key: str, who: Person, reason: str) -> Withdrawal:
        """Take the entry ``key`` off; a second person has a day to confirm it.

        Raises:
            NotFound, NotAllowed: see `publication.withdrawal_records.withdrawn`.
            NotNow: others publish again and again.
        """
        taken: list[Withdrawal] = []

        async def step() -> Step:
            payload = await withdrawal_records.withdrawn(self._database, key, reason)

            async def apply(session: AsyncSession) -> None:
                taken[:] = [await withdrawal_records.take_off(session, payload, who, reason, utc_now())]

            return payload, apply

        await self._release(f"{who.name}緊急下架 {key}", step)
        return taken[0]

    async def confirm(self, withdrawal_id: int, who: Person) -> None:
        """A second person agrees: it stays off.

        Raises:
            NotFound, NotAllowed: see `publication.withdrawal_records.confirm`.
        """
        async with self._database.transaction() as session:
            await withdrawal_records.confirm(session, withdrawal_id, who, utc_now())

    async def put_back(self, withdrawal_id: int, who: Person) -> None:
        """A second person disagrees: citizens read the entry again as it was.

        Raises:
            NotFound, NotAllowed: see `publication.withdrawal_records.earlier`.
            NotNow: others publish again and again.
        """

        async def step() -> Step:
            payload = await withdrawal_records.earlier(self._database, withdrawal_id, who)

            async def apply(session: AsyncSession) -> None:
                await withdrawal_records.put_back(session, withdrawal_id, payload, who, utc_now())

            return payload, apply

        await self._release(f"{who.name}恢復緊急下架 {withdrawal_id}", step)

    async def _release(self, note: str, step: Callable[[], Awaitable[Step]]) -> None:
        """The live knowledge with one entry changed; when someone else publishes meanwhile, once more."""
        for _ in range(_ATTEMPTS):
            live = self._engine.generation
            payload, apply = await step()
            with loading():
                base = await knowledge.read(self._database)
                proposed = with_records(base, [("entry", payload)])
                built = await self._built(live, proposed, payload["id"])
            try:
                await release_service.release(self._database, built, self._root, note, utc_now(), apply)
            except PublishedMeanwhile:
                continue
            if built.number > self._engine.generation.number:
                self._engine.swap(built)
            return
        raise NotNow("同時有別的發布在進行，這一題還沒有變：請馬上再按一次。")

    async def _built(self, live: Generation, proposed: KnowledgeBase, key: str) -> Generation:
        """The quick way where only ``key`` goes, else the whole one."""
        number = await release_service.next_number(self._database, self._root)
        if key in live.catalogue:
            quick = await asyncio.to_thread(generations.without, live, proposed, number, key)
            if quick is not None:
                return quick
        encoder = self._engine.encoder
        return await release_service.draft(self._database, proposed, encoder, self._root, local_now(), live)
