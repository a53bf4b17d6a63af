"""Lanes: one for each user of a channel, in which events are handled and requests sent in their order."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.ids import conversation_id, is_cut, parts_of, short_id
from connectors.models import LaneRow
from core.database import insert_into

# What the column of user ids holds.
USER = 80


async def due_lanes(
    session: AsyncSession, keys: set[tuple[str, str]], due: datetime
) -> dict[tuple[str, str], int]:
    """The lanes of users, made when they are new, due at ``due`` or earlier.

    They are locked in one order, so that two processes cannot wait for each other.
    """
    table = LaneRow.__table__
    statement = insert_into(session, table)
    earlier = func.min if session.get_bind().dialect.name == "sqlite" else func.least
    statement = statement.on_conflict_do_update(
        index_elements=["channel", "user_id"],
        set_={"due_at": earlier(func.coalesce(table.c.due_at, due), due)},
    ).returning(table.c.channel, table.c.user_id, table.c.id)
    rows = [{"channel": channel, "user_id": user, "due_at": due} for channel, user in sorted(keys)]
    found = await session.execute(statement, rows)
    return {(channel, user): lane_id for channel, user, lane_id in found}


async def lane_of(session: AsyncSession, channel: str, user_id: str, now: datetime) -> int:
    """The lane of a user to whom something is about to be sent."""
    key = (channel, short_id(user_id, USER))
    return (await due_lanes(session, {key}, now))[key]


async def lane_of_conversation(session: AsyncSession, conversation: str) -> LaneRow | None:
    """The lane behind a conversation, None for one that no channel keeps."""
    channel, user = parts_of(conversation)
    of_channel = select(LaneRow).where(LaneRow.channel == channel)
    if not is_cut(conversation):
        row: LaneRow | None = await session.scalar(of_channel.where(LaneRow.user_id == user))
        return row
    alike = await session.scalars(of_channel.where(LaneRow.user_id.startswith(user, autoescape=True)))
    return next((row for row in alike if conversation_id(row.channel, row.user_id) == conversation), None)
