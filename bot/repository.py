"""Queries on conversations and turns."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import ConversationRow, TurnRow


async def conversation(
    session: AsyncSession, conversation_id: str, channel: str, now: datetime
) -> ConversationRow:
    """The conversation, made when it is new; locked until the transaction ends (PostgreSQL)."""
    row = await session.get(ConversationRow, conversation_id, with_for_update=True)
    if row is None:
        row = ConversationRow(
            id=conversation_id,
            channel=channel,
            owner="bot",
            state={},
            turns_since_start=0,
            needs_sync=False,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        await session.flush()
    return row


async def turn_of(session: AsyncSession, conversation_id: str, client_id: str) -> TurnRow | None:
    """The turn that already answered a client's message id."""
    query = select(TurnRow).where(TurnRow.conversation_id == conversation_id, TurnRow.client_id == client_id)
    row: TurnRow | None = await session.scalar(query)
    return row


async def last_turns(session: AsyncSession, conversation_id: str, count: int) -> list[TurnRow]:
    """The last ``count`` turns, oldest first."""
    query = (
        select(TurnRow)
        .where(TurnRow.conversation_id == conversation_id)
        .order_by(TurnRow.id.desc())
        .limit(count)
    )
    return list(await session.scalars(query))[::-1]


def add_turn(
    session: AsyncSession,
    conversation_id: str,
    client_id: str | None,
    text: str,
    reply: dict[str, Any],
    through: str,
    now: datetime,
) -> None:
    """Record a message and its reply."""
    session.add(
        TurnRow(
            conversation_id=conversation_id,
            client_id=client_id,
            text=text,
            reply=reply,
            through=through,
            created_at=now,
        )
    )


async def turns_after(session: AsyncSession, conversation_id: str, after: int) -> list[TurnRow]:
    """The turns since the one with the id ``after``, oldest first."""
    query = select(TurnRow).where(TurnRow.conversation_id == conversation_id, TurnRow.id > after)
    return list(await session.scalars(query.order_by(TurnRow.id)))


async def last_words(session: AsyncSession, conversation_id: str) -> str:
    """What the citizen said last, "" when nothing."""
    query = select(TurnRow.text).where(TurnRow.conversation_id == conversation_id, TurnRow.text != "")
    return await session.scalar(query.order_by(TurnRow.id.desc()).limit(1)) or ""
