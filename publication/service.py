"""The database's side of the knowledge base: seeding, importing, reading it whole."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from knowledge.loader import KnowledgeBase
from knowledge.snapshot import Snapshot, of_records
from publication import repository

# Kind of a record in the table: the field of the snapshot, and what identifies a record there.
_KINDS = {
    "entry": ("entries", "id"),
    "parameter": ("parameters", "name"),
    "place": ("places", "key"),
    "intent": ("intents", "id"),
    "translation": ("translations", "key"),
    "place_name": ("place_names", "key"),
    "labels": ("labels", "language"),
    "danger": ("dangers", "id"),
}


def _records(base: KnowledgeBase) -> Iterable[tuple[str, str, dict[str, Any]]]:
    snapshot = Snapshot.of(base)
    for kind, (field, key) in _KINDS.items():
        for record in getattr(snapshot, field):
            yield kind, getattr(record, key), record.model_dump(mode="json", exclude={"parameters"})


async def store(database: Database, base: KnowledgeBase, author: str, note: str, now: datetime) -> int:
    """Write every record of ``base`` that differs as a new revision; returns how many did."""
    changed = 0
    async with database.transaction() as session:
        for position, (kind, key, payload) in enumerate(_records(base)):
            changed += await repository.put(session, kind, key, payload, position, author, note, now)
    return changed


async def add_new_kinds(
    database: Database, base: KnowledgeBase, author: str, note: str, now: datetime
) -> int:
    """Write the records of ``base`` of kinds of which the database holds none; returns how many.

    A release that brings a new kind of record brings its first contents; what staff keep is left alone.
    """
    added = 0
    async with database.transaction() as session:
        known = {kind for kind in _KINDS if await repository.payloads(session, kind)}
        for position, (kind, key, payload) in enumerate(_records(base)):
            if kind not in known:
                added += await repository.put(session, kind, key, payload, position, author, note, now)
    return added


async def renew_translations(database: Database, author: str, note: str, now: datetime) -> int:
    """Give translations with one digest of all parts a digest of each, where they are up to date.

    A release that marks part by part finds older records so; returns how many it rewrote.
    """
    base = await read(database)
    entries = {entry.id: entry for entry in base.entries}
    renewed = 0
    async with database.transaction() as session:
        for position, item in enumerate(base.translations):
            new = item.renewed(entries[item.id]) if item.id in entries else item
            if new is not item:
                payload = new.model_dump(mode="json")
                renewed += await repository.put(
                    session, "translation", item.key, payload, position, author, note, now
                )
    return renewed


async def is_seeded(database: Database) -> bool:
    """Whether the database holds a knowledge base already."""
    async with database.transaction() as session:
        return await repository.count(session) > 0


async def read(database: Database) -> KnowledgeBase:
    """The knowledge base as it is in the database now."""
    async with database.transaction() as session:
        records = {field: await repository.payloads(session, kind) for kind, (field, _) in _KINDS.items()}
    return await asyncio.to_thread(of_records, records)


async def payloads(database: Database, kind: str) -> dict[str, dict[str, Any]]:
    """The records of a kind as they are in the database now, by key and in their order."""
    async with database.transaction() as session:
        return {record.key: dict(record.payload) for record in await repository.records(session, kind)}


async def live_generation(database: Database) -> int:
    """Number of the generation that is live, 0 when none is."""
    async with database.transaction() as session:
        return await live_number(session)


async def live_number(session: AsyncSession) -> int:
    """See `live_generation`, in the caller's transaction."""
    return await repository.current_generation(session)


async def announce(database: Database, number: int, note: str, now: datetime) -> None:
    """Make generation ``number`` live at once."""
    async with database.transaction() as session:
        await claim(session, number, note, now)


async def claim(session: AsyncSession, number: int, note: str, now: datetime) -> None:
    """Make generation ``number`` live when the transaction commits; running processes pick it up.

    Raises:
        IntegrityError: the number is taken.
    """
    repository.add_generation(session, number, note, now)
    await session.flush()
