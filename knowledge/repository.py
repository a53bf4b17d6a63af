"""Queries on the knowledge tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.models import PublishedGeneration, Record, Revision


async def count(session: AsyncSession) -> int:
    """Number of records; 0 means that nothing was seeded yet."""
    return await session.scalar(select(func.count()).select_from(Record)) or 0


async def payloads(session: AsyncSession, kind: str) -> list[dict[str, Any]]:
    """Payloads of all records of ``kind``, in their order."""
    query = select(Record.payload).where(Record.kind == kind).order_by(Record.position)
    return list(await session.scalars(query))


async def put(
    session: AsyncSession,
    kind: str,
    key: str,
    payload: dict[str, Any],
    position: int,
    author: str,
    note: str,
    now: datetime,
) -> bool:
    """Store a record and its revision; False when nothing changed."""
    record = await session.get(Record, (kind, key))
    if record is not None and record.payload == payload:
        return False
    if record is None:
        record = Record(kind=kind, key=key, position=position, revision=0, payload=payload)
        session.add(record)
    record.revision += 1
    record.payload = payload
    await session.flush()
    session.add(
        Revision(
            kind=kind,
            key=key,
            revision=record.revision,
            payload=payload,
            author=author,
            note=note,
            created_at=now,
        )
    )
    return True


async def current_generation(session: AsyncSession) -> int:
    """Number of the generation that is live, 0 when none is."""
    return await session.scalar(select(func.max(PublishedGeneration.number))) or 0


def add_generation(session: AsyncSession, number: int, note: str, now: datetime) -> None:
    """Make generation ``number`` the live one."""
    session.add(PublishedGeneration(number=number, note=note, created_at=now))
