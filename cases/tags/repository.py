"""Queries of the tags. Every function takes the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tags.models import TaggedRow, TagRow
from core.database import insert_into


async def tags(session: AsyncSession) -> Sequence[TagRow]:
    """All tags, by name; those that are retired last."""
    return (await session.scalars(select(TagRow).order_by(TagRow.retired, TagRow.name))).all()


async def by_name(session: AsyncSession, name: str) -> TagRow | None:
    """The tag of that name."""
    return (await session.scalars(select(TagRow).where(TagRow.name == name))).first()


async def tag(session: AsyncSession, tag_id: int) -> TagRow | None:
    """A tag."""
    return await session.get(TagRow, tag_id)


async def put(session: AsyncSession, tag_id: int, kind: str, subject: str, now: datetime) -> None:
    """Put a tag on something; it may be there already."""
    statement = insert_into(session, TaggedRow).values(tag_id=tag_id, kind=kind, subject=subject, at=now)
    await session.execute(statement.on_conflict_do_nothing())


async def take_off(session: AsyncSession, tag_id: int, kind: str, subject: str) -> None:
    """Take a tag off; it may be gone already."""
    one = (TaggedRow.tag_id == tag_id, TaggedRow.kind == kind, TaggedRow.subject == subject)
    await session.execute(delete(TaggedRow).where(*one))


async def of_subjects(
    session: AsyncSession, kind: str, subjects: Sequence[str]
) -> Sequence[tuple[str, TagRow]]:
    """(subject, tag) of everything asked for, by name of the tag."""
    query = (
        select(TaggedRow.subject, TagRow)
        .join(TagRow, TagRow.id == TaggedRow.tag_id)
        .where(TaggedRow.kind == kind, TaggedRow.subject.in_(list(subjects)))
        .order_by(TagRow.name)
    )
    return [(subject, row) for subject, row in await session.execute(query)]


def subjects_with(tag_id: int, kind: str) -> Select[str]:
    """The ids of what carries a tag."""
    return select(TaggedRow.subject).where(TaggedRow.tag_id == tag_id, TaggedRow.kind == kind)


async def counts(session: AsyncSession, since: datetime, until: datetime) -> Sequence[tuple[str, str, int]]:
    """(tag, kind, how many) of what was tagged from ``since`` until before ``until``."""
    query = (
        select(TagRow.name, TaggedRow.kind, func.count())
        .join(TagRow, TagRow.id == TaggedRow.tag_id)
        .where(TaggedRow.at >= since, TaggedRow.at < until)
        .group_by(TagRow.name, TaggedRow.kind)
    )
    return [(name, kind, count) for name, kind, count in await session.execute(query)]
