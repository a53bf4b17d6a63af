"""Figures of what the knowledge base did not answer, for the reports."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from publication.models import OpenQuestionRow, PublishedGeneration, Revision
from publication.schemas import WAITING_QUESTIONS

# More questions than this are not looked through for one page.
_MOST_MISSES = 20_000


async def unanswered(
    session: AsyncSession, since: datetime, until: datetime, limit: int
) -> Sequence[tuple[str, int]]:
    """The (masked) texts that came most often without an answer, with how often; in order of arrival."""
    times, first = func.count(), func.min(OpenQuestionRow.id)
    query = (
        select(OpenQuestionRow.text, times, first)
        .where(OpenQuestionRow.created_at >= since, OpenQuestionRow.created_at < until)
        .group_by(OpenQuestionRow.text)
        .order_by(times.desc(), first)
        .limit(limit)
    )
    found = sorted(await session.execute(query), key=lambda row: row[2])
    return [(text, count) for text, count, _ in found]


async def misses(session: AsyncSession, entry_id: str, since: datetime) -> int:
    """How many questions since ``since`` got no answer though this entry has it, or came nearest."""
    query = select(OpenQuestionRow.label, OpenQuestionRow.candidates).where(
        OpenQuestionRow.created_at >= since
    )
    rows = (await session.execute(query.order_by(OpenQuestionRow.id.desc()).limit(_MOST_MISSES))).all()
    return sum(label == entry_id or (not label and near[:1] == [entry_id]) for label, near in rows)


async def waiting(session: AsyncSession) -> int:
    """How many questions nobody has settled yet."""
    query = (
        select(func.count()).select_from(OpenQuestionRow).where(OpenQuestionRow.state.in_(WAITING_QUESTIONS))
    )
    return await session.scalar(query) or 0


async def ages(session: AsyncSession) -> tuple[datetime | None, datetime | None]:
    """When the live index was published, and when a record was changed last."""
    return (
        await session.scalar(select(func.max(PublishedGeneration.created_at))),
        await session.scalar(select(func.max(Revision.created_at))),
    )
