"""Queries on drafts. Every function takes the caller's transaction."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.models import DraftFileRow, FlowDraftRow

# Asked at every message: to put a statement together takes longer than to run it.
_UNDER_WAY = (
    select(FlowDraftRow)
    .where(FlowDraftRow.conversation_id == bindparam("conversation"), FlowDraftRow.paused.is_(False))
    .order_by(FlowDraftRow.updated_at.desc())
    .limit(1)
)


async def under_way(session: AsyncSession, conversation_id: str) -> FlowDraftRow | None:
    """The draft that gets the next message."""
    row: FlowDraftRow | None = await session.scalar(_UNDER_WAY, {"conversation": conversation_id})
    return row


async def draft(session: AsyncSession, conversation_id: str, flow: str) -> FlowDraftRow | None:
    """The draft of one flow."""
    return await session.get(FlowDraftRow, (conversation_id, flow))


async def laid_aside(session: AsyncSession, conversation_id: str) -> FlowDraftRow | None:
    """The draft that was laid aside last."""
    query = select(FlowDraftRow).where(FlowDraftRow.conversation_id == conversation_id, FlowDraftRow.paused)
    row: FlowDraftRow | None = await session.scalar(query.order_by(FlowDraftRow.updated_at.desc()).limit(1))
    return row


async def discard(session: AsyncSession, conversation_id: str, flow: str) -> None:
    """Forget the draft of one flow."""
    mine = (FlowDraftRow.conversation_id == conversation_id, FlowDraftRow.flow == flow)
    await session.execute(delete(FlowDraftRow).where(*mine))


async def files(session: AsyncSession, conversation_id: str) -> list[DraftFileRow]:
    """The files that wait for the case to be filed, in the order in which they came."""
    query = select(DraftFileRow).where(DraftFileRow.conversation_id == conversation_id)
    return list(await session.scalars(query.order_by(DraftFileRow.id)))


async def discard_files(session: AsyncSession, conversation_id: str) -> None:
    """Forget the files of a draft."""
    await session.execute(delete(DraftFileRow).where(DraftFileRow.conversation_id == conversation_id))


async def discard_all(session: AsyncSession, conversation_id: str) -> None:
    """Forget every draft of a conversation with its files."""
    await discard_files(session, conversation_id)
    await session.execute(delete(FlowDraftRow).where(FlowDraftRow.conversation_id == conversation_id))


async def discard_older(session: AsyncSession, before: datetime) -> int:
    """Forget the drafts that nobody touched since ``before``; returns how many there were."""
    old = select(FlowDraftRow.conversation_id).where(FlowDraftRow.updated_at < before)
    await session.execute(delete(DraftFileRow).where(DraftFileRow.conversation_id.in_(old)))
    gone = await session.execute(delete(FlowDraftRow).where(FlowDraftRow.updated_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
