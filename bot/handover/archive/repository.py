"""Queries on talks with a person that are over, and on the files that were sent in talks."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover.models import HandoverFileRow, HandoverRow
from bot.handover.schemas import HandoverState, PastWanted
from bot.models import ConversationRow, TurnRow


async def ended(
    session: AsyncSession, wanted: PastWanted, limit: int
) -> list[tuple[HandoverRow, ConversationRow]]:
    """The talks that somebody of staff had, the latest first."""
    query = (
        select(HandoverRow, ConversationRow)
        .join(ConversationRow, ConversationRow.id == HandoverRow.conversation_id)
        .where(HandoverRow.state == HandoverState.ENDED, HandoverRow.taken_at.is_not(None))
    )
    if wanted.words:
        spoken = exists().where(_of_talk(), TurnRow.text.icontains(wanted.words, autoescape=True))
        query = query.where(spoken)
    if wanted.conversation_id:
        query = query.where(HandoverRow.conversation_id == wanted.conversation_id)
    if wanted.among is not None:
        query = query.where(HandoverRow.conversation_id.in_(wanted.among))
    if wanted.staff:
        query = query.where(HandoverRow.staff == wanted.staff)
    if wanted.since:
        query = query.where(HandoverRow.ended_at >= wanted.since)
    found = await session.execute(query.order_by(HandoverRow.ended_at.desc()).limit(limit))
    return [(handover, conversation) for handover, conversation in found]


def _of_talk() -> ColumnElement[bool]:
    return (
        (TurnRow.conversation_id == HandoverRow.conversation_id)
        & (TurnRow.created_at >= HandoverRow.requested_at)
        & (TurnRow.created_at <= HandoverRow.ended_at)
    )


async def talk(session: AsyncSession, handover_id: int) -> tuple[HandoverRow, ConversationRow] | None:
    """A talk that somebody of staff had and that is over."""
    query = (
        select(HandoverRow, ConversationRow)
        .join(ConversationRow, ConversationRow.id == HandoverRow.conversation_id)
        .where(
            HandoverRow.id == handover_id,
            HandoverRow.state == HandoverState.ENDED,
            HandoverRow.taken_at.is_not(None),
        )
    )
    found = (await session.execute(query)).first()
    return (found[0], found[1]) if found else None


async def turns(session: AsyncSession, handover: HandoverRow) -> Sequence[TurnRow]:
    """What was said from the request for a person until it was over, oldest first."""
    query = select(TurnRow).join(HandoverRow, _of_talk()).where(HandoverRow.id == handover.id)
    return (await session.scalars(query.order_by(TurnRow.id))).all()


async def files_of(session: AsyncSession, turn_ids: Sequence[int]) -> list[HandoverFileRow]:
    """The files of some turns, without their bytes being opened; in the order in which they came."""
    query = select(HandoverFileRow).where(HandoverFileRow.turn_id.in_(list(turn_ids)))
    return list(await session.scalars(query.order_by(HandoverFileRow.id)))


async def file(session: AsyncSession, conversation_id: str, file_id: int) -> HandoverFileRow | None:
    """A file of a conversation."""
    query = select(HandoverFileRow).where(
        HandoverFileRow.id == file_id, HandoverFileRow.conversation_id == conversation_id
    )
    row: HandoverFileRow | None = await session.scalar(query)
    return row


async def forget_files(session: AsyncSession, conversation_id: str) -> None:
    """Erase the files of a conversation."""
    await session.execute(delete(HandoverFileRow).where(HandoverFileRow.conversation_id == conversation_id))
