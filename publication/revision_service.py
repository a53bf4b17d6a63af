"""The revisions of a record, and the way back to one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import NotFound
from knowledge.differences import Difference, differences
from knowledge.labels import KINDS
from publication import draft_service, repository
from publication.schemas import Draft, Person


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """One revision: who wrote and who reviewed it, why, and what it changed from the one before."""

    revision: int
    author: str
    reviewer: str
    note: str
    created_at: datetime
    payload: dict[str, Any]
    differences: tuple[Difference, ...]


async def history(database: Database, kind: str, key: str) -> list[RevisionChange]:
    """Every revision of a record, newest first.

    Raises:
        NotFound: there is no such record.
    """
    async with database.transaction() as session:
        rows = await repository.revisions(session, kind, key)
    if not rows:
        raise NotFound("沒有這筆資料；請回清單重新選擇。")
    earlier = [*(row.payload for row in rows[1:]), {}]
    return [
        RevisionChange(
            row.revision,
            row.author,
            row.reviewer,
            row.note,
            row.created_at,
            row.payload,
            differences(before, row.payload) if before else (),
        )
        for row, before in zip(rows, earlier, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Published:
    """A change that went live: of what, by whom, reviewed by whom, why, and what differs."""

    title: str
    author: str
    reviewer: str
    note: str
    differences: tuple[Difference, ...]


async def published_between(session: AsyncSession, since: datetime, until: datetime) -> list[Published]:
    """What was changed after ``since`` up to ``until``, oldest first; a new record has no differences."""
    found = []
    for row in await repository.revisions_between(session, since, until):
        before = await repository.revision(session, row.kind, row.key, row.revision - 1)
        title = f"{KINDS.get(row.kind, row.kind)}「{row.payload.get('question') or row.key}」"
        found.append(
            Published(
                title if before else f"新增{title}",
                row.author,
                row.reviewer,
                row.note,
                differences(before.payload, row.payload) if before else (),
            )
        )
    return found


async def current(database: Database, kind: str, key: str) -> dict[str, Any]:
    """The payload of a record now, {} when there is none."""
    async with database.transaction() as session:
        record = await repository.record(session, kind, key)
    return dict(record.payload) if record else {}


async def roll_back(
    database: Database, kind: str, key: str, revision: int, who: Person, now: datetime
) -> Draft:
    """A draft with the contents of an earlier revision; published, it is a new revision.

    Raises:
        NotFound: there is no such revision.
    """
    found = next((c for c in await history(database, kind, key) if c.revision == revision), None)
    if found is None:
        raise NotFound("沒有這一版；請回沿革重新選擇。")
    note = f"回復到第 {revision} 版（{found.note}）"
    return await draft_service.begin(database, kind, found.payload, who, note, now, key=key)
