"""The database's side of the knowledge base: seeding, importing, reading it whole."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.database import Database
from knowledge import repository
from knowledge.directory import Place
from knowledge.intents import Intent
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameter
from knowledge.schemas import Entry
from knowledge.snapshot import assemble

ENTRY, PARAMETER, PLACE, INTENT = "entry", "parameter", "place", "intent"


def _records(base: KnowledgeBase) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for entry in base.entries:
        yield ENTRY, entry.id, entry.model_dump(mode="json", exclude={"parameters"})
    for parameter in base.parameters:
        yield PARAMETER, parameter.name, parameter.model_dump(mode="json")
    for place in base.directory:
        yield PLACE, place.key, place.model_dump(mode="json")
    for intent in base.intents:
        yield INTENT, intent.id, intent.model_dump(mode="json")


async def store(database: Database, base: KnowledgeBase, author: str, note: str, now: datetime) -> int:
    """Write every record of ``base`` that differs as a new revision; returns how many did."""
    changed = 0
    async with database.transaction() as session:
        for position, (kind, key, payload) in enumerate(_records(base)):
            changed += await repository.put(session, kind, key, payload, position, author, note, now)
    return changed


async def is_seeded(database: Database) -> bool:
    """Whether the database holds a knowledge base already."""
    async with database.transaction() as session:
        return await repository.count(session) > 0


async def read(database: Database) -> KnowledgeBase:
    """The knowledge base as it is in the database now."""
    async with database.transaction() as session:
        rows = {kind: await repository.payloads(session, kind) for kind in (ENTRY, PARAMETER, PLACE, INTENT)}
    return assemble(
        tuple(map(Entry.model_validate, rows[ENTRY])),
        tuple(map(Parameter.model_validate, rows[PARAMETER])),
        tuple(map(Place.model_validate, rows[PLACE])),
        tuple(map(Intent.model_validate, rows[INTENT])),
    )


async def live_generation(database: Database) -> int:
    """Number of the generation that is live, 0 when none is."""
    async with database.transaction() as session:
        return await repository.current_generation(session)


async def announce(database: Database, number: int, note: str, now: datetime) -> None:
    """Make generation ``number`` live; running processes pick it up."""
    async with database.transaction() as session:
        repository.add_generation(session, number, note, now)
