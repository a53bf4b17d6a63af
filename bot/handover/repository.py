"""Queries on handovers, notes and presence. Every function takes the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover.models import ConversationReadRow, HandoverNoteRow, HandoverRow, PresenceRow, ViewingRow
from bot.handover.schemas import HandoverState
from bot.handover.system_events import tell
from bot.models import ConversationRow, TurnRow
from core.database import insert_into
from core.system_events import SystemEvent

OPEN = (HandoverState.WAITING, HandoverState.TAKEN)


async def locked(session: AsyncSession, conversation_id: str) -> ConversationRow | None:
    """The conversation, locked until the transaction ends (PostgreSQL).

    It is always locked before its handover, so that two transactions cannot wait for each other.
    """
    row: ConversationRow | None = await session.get(
        ConversationRow, conversation_id, with_for_update=True, populate_existing=True
    )
    return row


async def open_handover(session: AsyncSession, conversation_id: str) -> HandoverRow | None:
    """The request of a conversation that has not ended."""
    query = select(HandoverRow).where(
        HandoverRow.conversation_id == conversation_id, HandoverRow.state.in_(OPEN)
    )
    row: HandoverRow | None = await session.scalar(query.order_by(HandoverRow.id).limit(1))
    return row


async def is_taken(session: AsyncSession, conversation_id: str) -> bool:
    """Whether somebody of staff has a conversation."""
    row = await open_handover(session, conversation_id)
    return row is not None and row.state == HandoverState.TAKEN


async def end_open(session: AsyncSession, conversation_id: str, outcome: str, now: datetime) -> None:
    """End the open request of a conversation, if there is one."""
    row = await open_handover(session, conversation_id)
    if row is not None:
        row.state, row.outcome, row.ended_at = HandoverState.ENDED, outcome, now
        conversation = await session.get_one(ConversationRow, conversation_id)
        tell(session, SystemEvent.CONVERSATION_CLOSED, row, conversation.channel, now)


async def queue(session: AsyncSession, states: Sequence[str] = OPEN) -> list[HandoverRow]:
    """The requests in ``states``, the oldest first."""
    query = select(HandoverRow).where(HandoverRow.state.in_(states))
    return list(await session.scalars(query.order_by(HandoverRow.requested_at, HandoverRow.id)))


async def position(session: AsyncSession, row: HandoverRow) -> int:
    """The place of a waiting request, from 1."""
    before = select(func.count()).where(
        HandoverRow.state == HandoverState.WAITING, HandoverRow.requested_at < row.requested_at
    )
    return int(await session.scalar(before) or 0) + 1


async def take(session: AsyncSession, handover_id: int, staff: str, now: datetime) -> bool:
    """Take a waiting request; False when somebody else was first."""
    statement = (
        update(HandoverRow)
        .where(HandoverRow.id == handover_id, HandoverRow.state == HandoverState.WAITING)
        .values(state=HandoverState.TAKEN, staff=staff, taken_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool((await session.execute(statement)).rowcount)  # type: ignore[attr-defined]


async def recent_talks(session: AsyncSession, count: int) -> list[float]:
    """Lengths in seconds of the last talks that a person ended."""
    query = (
        select(HandoverRow.taken_at, HandoverRow.ended_at)
        .where(HandoverRow.taken_at.is_not(None), HandoverRow.state == HandoverState.ENDED)
        .order_by(HandoverRow.id.desc())
        .limit(count)
    )
    rows = (await session.execute(query)).all()
    return [(ended - taken).total_seconds() for taken, ended in rows if taken and ended]


async def overdue(session: AsyncSession, now: datetime) -> list[str]:
    """Conversations in somebody's hands whose lease has run out."""
    query = (
        select(ConversationRow.id)
        .join(HandoverRow, HandoverRow.conversation_id == ConversationRow.id)
        .where(HandoverRow.state == HandoverState.TAKEN, ConversationRow.owner_until < now)
    )
    return list(await session.scalars(query))


async def conversations(session: AsyncSession, ids: Sequence[str]) -> dict[str, ConversationRow]:
    """Conversations by id."""
    rows = await session.scalars(select(ConversationRow).where(ConversationRow.id.in_(ids)))
    return {row.id: row for row in rows}


async def heartbeat(session: AsyncSession, staff: str, name: str, now: datetime) -> None:
    """Somebody of staff has the inbox open."""
    statement = insert_into(session, PresenceRow).values(staff=staff, name=name, seen_at=now)
    changed = {"name": name, "seen_at": now}
    await session.execute(statement.on_conflict_do_update(index_elements=["staff"], set_=changed))


async def viewing(session: AsyncSession, conversation_id: str, staff: str, name: str, now: datetime) -> None:
    """Somebody of staff has a conversation open."""
    changed = {"name": name, "seen_at": now}
    statement = insert_into(session, ViewingRow).values(
        conversation_id=conversation_id, staff=staff, **changed
    )
    await session.execute(
        statement.on_conflict_do_update(index_elements=["conversation_id", "staff"], set_=changed)
    )


async def viewers(session: AsyncSession, since: datetime) -> list[ViewingRow]:
    """Who had which conversation open since."""
    query = select(ViewingRow).where(ViewingRow.seen_at >= since)
    return list(await session.scalars(query.order_by(ViewingRow.name)))


async def unview(session: AsyncSession, conversation_id: str, staff: str) -> None:
    """Somebody of staff has closed a conversation."""
    mine = (ViewingRow.conversation_id == conversation_id, ViewingRow.staff == staff)
    await session.execute(delete(ViewingRow).where(*mine))


async def newest_turn(session: AsyncSession, conversation_id: str) -> int:
    """The id of the last thing said in a conversation; 0 when there is none."""
    query = select(func.max(TurnRow.id)).where(TurnRow.conversation_id == conversation_id)
    return int(await session.scalar(query) or 0)


async def leave(session: AsyncSession, staff: str) -> None:
    """Somebody of staff has closed the inbox."""
    row = await session.get(PresenceRow, staff)
    if row is not None:
        await session.delete(row)


async def present(session: AsyncSession, since: datetime) -> int:
    """How many of staff were seen since."""
    return int(await session.scalar(select(func.count()).where(PresenceRow.seen_at >= since)) or 0)


async def present_ids(session: AsyncSession, since: datetime) -> frozenset[str]:
    """Who of staff was seen since."""
    return frozenset(await session.scalars(select(PresenceRow.staff).where(PresenceRow.seen_at >= since)))


async def hand_on(session: AsyncSession, handover_id: int, staff: str, now: datetime) -> None:
    """Give a request that somebody has to ``staff``."""
    statement = update(HandoverRow).where(HandoverRow.id == handover_id).values(staff=staff, taken_at=now)
    await session.execute(statement.execution_options(synchronize_session="fetch"))


async def note_read(
    session: AsyncSession, conversation_id: str, staff: str, turn: int, now: datetime
) -> None:
    """Somebody of staff has read a conversation up to ``turn``."""
    changed = {"turn": turn, "read_at": now}
    statement = insert_into(session, ConversationReadRow).values(
        conversation_id=conversation_id, staff=staff, **changed
    )
    await session.execute(
        statement.on_conflict_do_update(index_elements=["conversation_id", "staff"], set_=changed)
    )


async def unread(session: AsyncSession, staff: str) -> dict[str, int]:
    """How many things the citizen of each open request said that ``staff`` has not read.

    Whoever has never opened it has everything to read that was said since a person was asked for.
    """
    mine = (ConversationReadRow.conversation_id == HandoverRow.conversation_id) & (
        ConversationReadRow.staff == staff
    )
    is_new = case(
        (ConversationReadRow.turn.is_(None), TurnRow.created_at >= HandoverRow.requested_at),
        else_=TurnRow.id > ConversationReadRow.turn,
    )
    query = (
        select(HandoverRow.conversation_id, func.count(TurnRow.id))
        .join(TurnRow, TurnRow.conversation_id == HandoverRow.conversation_id)
        .outerjoin(ConversationReadRow, mine)
        .where(HandoverRow.state.in_(OPEN), TurnRow.text != "", is_new)
        .group_by(HandoverRow.conversation_id)
    )
    found = await session.execute(query)
    return {row[0]: row[1] for row in found}


async def said(session: AsyncSession, words: str, limit: int) -> list[tuple[TurnRow, str]]:
    """The newest turn with ``words`` of each conversation in the inbox, with its channel."""
    newest = (
        select(func.max(TurnRow.id))
        .where(
            TurnRow.text.icontains(words, autoescape=True),
            TurnRow.conversation_id.in_(
                select(HandoverRow.conversation_id).where(HandoverRow.state.in_(OPEN))
            ),
        )
        .group_by(TurnRow.conversation_id)
    )
    query = (
        select(TurnRow, ConversationRow.channel)
        .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
        .where(TurnRow.id.in_(newest))
        .order_by(TurnRow.id.desc())
    )
    return [(turn, channel) for turn, channel in await session.execute(query.limit(limit))]


async def notes(session: AsyncSession, conversation_id: str) -> list[HandoverNoteRow]:
    """The notes on a conversation, oldest first."""
    query = select(HandoverNoteRow).where(HandoverNoteRow.conversation_id == conversation_id)
    return list(await session.scalars(query.order_by(HandoverNoteRow.id)))


async def forget_notes(session: AsyncSession, conversation_id: str) -> None:
    """Erase the notes on a conversation."""
    await session.execute(delete(HandoverNoteRow).where(HandoverNoteRow.conversation_id == conversation_id))
