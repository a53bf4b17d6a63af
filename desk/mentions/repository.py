"""Queries of the mentions. Every function takes the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.mentions.models import MentionRow


async def unseen(session: AsyncSession, staff: str) -> Sequence[MentionRow]:
    """What somebody has not looked at yet, the newest first."""
    query = select(MentionRow).where(MentionRow.staff == staff, MentionRow.seen_at.is_(None))
    return (await session.scalars(query.order_by(MentionRow.id.desc()))).all()


async def see(session: AsyncSession, staff: str, place: str, now: datetime) -> None:
    """Somebody looks at the place where they were mentioned."""
    mine = (MentionRow.staff == staff, MentionRow.place == place, MentionRow.seen_at.is_(None))
    await session.execute(update(MentionRow).where(*mine).values(seen_at=now))


async def unmailed(session: AsyncSession) -> Sequence[MentionRow]:
    """What nobody has seen and no mail told of, the oldest first."""
    open_ones = (MentionRow.seen_at.is_(None), MentionRow.mailed_at.is_(None))
    return (await session.scalars(select(MentionRow).where(*open_ones).order_by(MentionRow.id))).all()


async def claim(session: AsyncSession, mention_id: int, now: datetime) -> bool:
    """Whether the mail of a mention is ours to send; nobody else sends it then."""
    mine = (MentionRow.id == mention_id, MentionRow.mailed_at.is_(None))
    statement = update(MentionRow).where(*mine).values(mailed_at=now).returning(MentionRow.id)
    return (await session.execute(statement)).first() is not None


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Delete what is so old that nobody looks for it any more."""
    await session.execute(delete(MentionRow).where(MentionRow.at < moment))
