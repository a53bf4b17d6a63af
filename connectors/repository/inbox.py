"""The inbox: events as they came in, to be handled once and in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.contract import Payload, RawEvent
from connectors.ids import short_id
from connectors.models import EventState, InboxRow
from connectors.repository.lanes import USER, due_lanes
from core.database import insert_into

# What the column of ids holds.
_ID = 200
_TAKEN_BACK = "taken back: "
_MESSAGE_ID = _ID - len(_TAKEN_BACK)


async def store_events(
    session: AsyncSession, arrived: Sequence[tuple[str, RawEvent]], now: datetime, settle: timedelta
) -> None:
    """Store the events of channels that are new; they are taken up after ``settle``."""
    if not arrived:
        return
    lanes = await due_lanes(session, {_lane_key(channel, event) for channel, event in arrived}, now + settle)
    rows = [
        {
            "channel": channel,
            "event_id": short_id(event.event_id, _ID),
            "lane_id": lanes[_lane_key(channel, event)],
            "payload": event.payload,
            "occurred_at": event.occurred_at,
            "received_at": now,
            "state": EventState.PENDING,
            "attempts": 0,
            "next_at": now + settle,
            "message_id": _message_id(event),
            "number": event.number,
            "told_to_wait": False,
            "reason": "",
        }
        for channel, event in arrived
    ]
    await session.execute(insert_into(session, InboxRow.__table__).on_conflict_do_nothing(), rows)


def _lane_key(channel: str, event: RawEvent) -> tuple[str, str]:
    return channel, short_id(event.user_id, USER)


def _message_id(event: RawEvent) -> str | None:
    """What the event brings, or takes back: both can be looked up whichever comes first."""
    if event.takes_back is not None:
        return _TAKEN_BACK + short_id(event.takes_back, _MESSAGE_ID)
    return None if event.message_id is None else short_id(event.message_id, _MESSAGE_ID)


async def waiting_payloads(session: AsyncSession, lane_id: int, but: int) -> list[Payload]:
    """The events of a lane that wait to be handled, ``but`` for one."""
    query = select(InboxRow.payload).where(
        InboxRow.lane_id == lane_id, InboxRow.state == EventState.PENDING, InboxRow.id != but
    )
    return list(await session.scalars(query))


async def next_event(session: AsyncSession, lane_id: int) -> InboxRow | None:
    """The oldest event of a lane that is still to be handled, as the platform counts or dates it."""
    query = (
        select(InboxRow)
        .where(InboxRow.lane_id == lane_id, InboxRow.state == EventState.PENDING)
        .order_by(func.coalesce(InboxRow.number, 0), InboxRow.occurred_at, InboxRow.id)
        .limit(1)
    )
    row: InboxRow | None = await session.scalar(query)
    return row


async def aging_event(
    session: AsyncSession, lane_id: int, received: tuple[datetime, datetime]
) -> InboxRow | None:
    """The oldest event of a lane, of those received then, whose sender was not told to wait."""
    query = select(InboxRow).where(InboxRow.lane_id == lane_id, InboxRow.state == EventState.PENDING)
    query = query.where(InboxRow.received_at.between(*received), InboxRow.told_to_wait.is_(False))
    row: InboxRow | None = await session.scalar(query.order_by(InboxRow.id).limit(1))
    return row


async def is_told_to_wait(session: AsyncSession, lane_id: int) -> bool:
    """Whether the user knows already that what is still to be answered comes later."""
    told = select(InboxRow.id).where(InboxRow.lane_id == lane_id, InboxRow.state == EventState.PENDING)
    return await session.scalar(told.where(InboxRow.told_to_wait.is_(True)).limit(1)) is not None


async def event_of_message(session: AsyncSession, lane_id: int, message_id: str) -> InboxRow | None:
    """The event that brought a message of this user."""
    key = short_id(message_id, _MESSAGE_ID)
    query = select(InboxRow).where(InboxRow.lane_id == lane_id, InboxRow.message_id == key)
    row: InboxRow | None = await session.scalar(query.limit(1))
    return row


async def is_taken_back(session: AsyncSession, row: InboxRow) -> bool:
    """Whether the user took the message of ``row`` back, before or after it came in."""
    if row.message_id is None:
        return False
    key = _TAKEN_BACK + row.message_id
    query = select(InboxRow.id).where(InboxRow.lane_id == row.lane_id, InboxRow.message_id == key)
    return await session.scalar(query.limit(1)) is not None
