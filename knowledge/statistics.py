"""Figures of what the knowledge base did not answer, for the reports."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.models import OpenQuestionRow


async def unanswered(
    session: AsyncSession, since: datetime, until: datetime, limit: int
) -> Sequence[tuple[str, int]]:
    """The (masked) questions asked most often without an answer, with how often; the most frequent first."""
    times = func.count()
    query = (
        select(OpenQuestionRow.text, times)
        .where(OpenQuestionRow.created_at >= since, OpenQuestionRow.created_at < until)
        .group_by(OpenQuestionRow.text)
        .order_by(times.desc(), OpenQuestionRow.text)
        .limit(limit)
    )
    return [(text, count) for text, count in (await session.execute(query))]
