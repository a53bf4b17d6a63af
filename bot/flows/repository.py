"""Queries on drafts. Every function takes the caller's transaction."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.models import DraftRow


async def under_way(session: AsyncSession, conversation_id: str) -> DraftRow | None:
    """The draft that gets the next message."""
    query = select(DraftRow).where(DraftRow.conversation_id == conversation_id, DraftRow.paused.is_(False))
    row: DraftRow | None = await session.scalar(query.order_by(DraftRow.updated_at.desc()).limit(1))
    return row


async def draft(session: AsyncSession, conversation_id: str, flow: str) -> DraftRow | None:
    """The draft of one flow."""
    return await session.get(DraftRow, (conversation_id, flow))


async def discard(session: AsyncSession, conversation_id: str, flow: str) -> None:
    """Forget the draft of one flow."""
    mine = (DraftRow.conversation_id == conversation_id, DraftRow.flow == flow)
    await session.execute(delete(DraftRow).where(*mine))


async def discard_all(session: AsyncSession, conversation_id: str) -> int:
    """Forget every draft of a conversation; returns how many there were."""
    found = delete(DraftRow).where(DraftRow.conversation_id == conversation_id)
    return int((await session.execute(found)).rowcount)  # type: ignore[attr-defined]


async def discard_older(session: AsyncSession, before: datetime) -> int:
    """Forget the drafts that nobody touched since ``before``; returns how many there were."""
    old = delete(DraftRow).where(DraftRow.updated_at < before)
    return int((await session.execute(old)).rowcount)  # type: ignore[attr-defined]
