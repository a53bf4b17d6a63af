"""Who finds out an open item, and by when: what staff decided goes before what the entry says."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.database import Database
from knowledge.loader import KnowledgeBase
from knowledge.open_items import OpenItem, open_items
from publication import repository

LONGEST_OWNER = 60


async def planned_items(
    database: Database, base: KnowledgeBase, more: Iterable[OpenItem] = ()
) -> tuple[OpenItem, ...]:
    """Everything open in ``base``, and ``more``, with its owner and day, what is due first."""
    async with database.transaction() as session:
        plans = {row.code: row for row in await repository.plans(session)}
    items = []
    for item in (*open_items(base), *more):
        known = plans.get(item.code)
        items.append(replace(item, owner=known.owner or item.owner, due=known.due) if known else item)
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.owner, item.where)))


async def plan(database: Database, codes: list[str], owner: str, due: date, planned_by: str) -> None:
    """Give the items of ``codes`` a day and, where ``owner`` is not empty, somebody who does it."""
    async with database.transaction() as session:
        for code in codes:
            await repository.put_plan(session, code, owner.strip()[:LONGEST_OWNER], due, planned_by)
