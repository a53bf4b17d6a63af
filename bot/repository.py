"""Queries on conversations and turns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import ConversationRow, TurnRow
from core.database import insert_into

# How many turns back an opinion on an answer may reach.
LOOK_BACK = 10
# Asked at every message: to put a statement together takes longer than to run it.
_WORDS_BEFORE = (
    select(TurnRow.text)
    .where(TurnRow.conversation_id == bindparam("conversation"), TurnRow.text != "")
    .order_by(TurnRow.id.desc())
    .limit(bindparam("count"))
)
_UNSEAL = (
    update(TurnRow)
    .where(TurnRow.conversation_id == bindparam("conversation"), TurnRow.sealed.is_not(None))
    .values(sealed=None)
    .execution_options(synchronize_session=False)
)


async def conversation(
    session: AsyncSession, conversation_id: str, channel: str, now: datetime
) -> ConversationRow:
    """The conversation, made when it is new; locked until the transaction ends (PostgreSQL)."""
    row = await session.get(ConversationRow, conversation_id, with_for_update=True)
    if row is None:
        new = {
            "id": conversation_id,
            "channel": channel,
            "owner": "bot",
            "state": {},
            "created_at": now,
            "updated_at": now,
        }
        # Another process may begin it at the same moment.
        await session.execute(insert_into(session, ConversationRow).values(new).on_conflict_do_nothing())
        row = await session.get_one(ConversationRow, conversation_id, with_for_update=True)
    return row


async def find(session: AsyncSession, conversation_id: str) -> ConversationRow | None:
    """The conversation, None when it has not begun."""
    return await session.get(ConversationRow, conversation_id)


async def turn_of(session: AsyncSession, conversation_id: str, client_id: str) -> TurnRow | None:
    """The turn that already answered a client's message id."""
    query = select(TurnRow).where(TurnRow.conversation_id == conversation_id, TurnRow.client_id == client_id)
    row: TurnRow | None = await session.scalar(query)
    return row


async def message_ids(session: AsyncSession, conversation_id: str) -> list[str]:
    """The clients' ids of all messages of a conversation."""
    query = select(TurnRow.client_id).where(TurnRow.conversation_id == conversation_id)
    return [found for found in await session.scalars(query) if found is not None]


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
    sealed: str | None = None,
) -> TurnRow:
    """Record a message and its reply."""
    row = TurnRow(
        conversation_id=conversation_id,
        client_id=client_id,
        text=text,
        reply=reply,
        through=through,
        created_at=now,
        sealed=sealed,
    )
    session.add(row)
    return row


async def turns_after(session: AsyncSession, conversation_id: str, after: int) -> list[TurnRow]:
    """The turns since the one with the id ``after``, oldest first."""
    query = select(TurnRow).where(TurnRow.conversation_id == conversation_id, TurnRow.id > after)
    return list(await session.scalars(query.order_by(TurnRow.id)))


async def words_before(session: AsyncSession, conversation_id: str, count: int) -> tuple[str, ...]:
    """The last ``count`` things that the citizen said (masked), the latest last."""
    asked = {"conversation": conversation_id, "count": count}
    return tuple(await session.scalars(_WORDS_BEFORE, asked))[::-1]


async def last_words(session: AsyncSession, ids: Sequence[str]) -> dict[str, str]:
    """The last thing that the citizen of each conversation said (masked); the silent ones are left out."""
    newest = (
        select(func.max(TurnRow.id))
        .where(TurnRow.conversation_id.in_(ids), TurnRow.text != "")
        .group_by(TurnRow.conversation_id)
    )
    found = await session.execute(select(TurnRow.conversation_id, TurnRow.text).where(TurnRow.id.in_(newest)))
    return {row[0]: row[1] for row in found}


async def last_card(session: AsyncSession, conversation_id: str) -> tuple[int, str] | None:
    """The turn that showed an entry last, and the entry's id."""
    for turn in reversed(await last_turns(session, conversation_id, LOOK_BACK)):
        cards = [block for block in turn.reply.get("messages", ()) if block["type"] == "faq_card"]
        if cards:
            return turn.id, cards[-1]["entry"]["id"]
    return None


async def unseal(session: AsyncSession, conversation_id: str) -> None:
    """Forget what was shown but is not kept: the conversation has gone on."""
    await session.execute(_UNSEAL, {"conversation": conversation_id})


async def forget_facts(session: AsyncSession, conversation_id: str) -> None:
    """Forget the facts of one conversation."""
    row = await find(session, conversation_id)
    if row is not None:
        row.facts = None


async def forget_facts_before(session: AsyncSession, moment: datetime) -> None:
    """Forget the facts of conversations in which nothing was said since ``moment``."""
    old = (ConversationRow.updated_at < moment, ConversationRow.facts.is_not(None))
    await session.execute(update(ConversationRow).where(*old).values(facts=None))


async def unseal_before(session: AsyncSession, moment: datetime) -> None:
    """Forget what was shown before ``moment`` but is not kept."""
    old = (TurnRow.created_at < moment, TurnRow.sealed.is_not(None))
    await session.execute(update(TurnRow).where(*old).values(sealed=None))


async def erase_words(session: AsyncSession, conversation_id: str, instead: str) -> None:
    """Erase what was said in a conversation, on either side: answers repeat what was asked."""
    mine = TurnRow.conversation_id == conversation_id
    empty = {"messages": [], "state": {"owner": "bot", "intent": "", "faq_id": None}}
    await session.execute(update(TurnRow).where(mine).values(reply=empty, sealed=None))
    await session.execute(update(TurnRow).where(mine, TurnRow.text != "").values(text=instead))
