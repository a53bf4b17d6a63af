"""Queries on lanes, inbox and outbox. Every function takes the caller's transaction."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.ways import Purpose
from connectors.contract import Payload, RawEvent
from connectors.ids import conversation_id, is_cut, parts_of, short_id
from connectors.models import ButtonRow, DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from core.database import insert_into

OPEN_DELIVERIES = (DeliveryState.QUEUED, DeliveryState.SENDING)
# What the columns of ids hold.
_ID, _USER = 200, 80
_TAKEN_BACK = "taken back: "
_MESSAGE_ID = _ID - len(_TAKEN_BACK)
# Why a request was not sent whose answer began with one that did not arrive.
HELD_BACK = "an earlier part of the answer did not arrive"


async def waiting_payloads(session: AsyncSession, lane_id: int, but: int) -> list[Payload]:
    """The events of a lane that wait to be handled, ``but`` for one."""
    query = select(InboxRow.payload).where(
        InboxRow.lane_id == lane_id, InboxRow.state == EventState.PENDING, InboxRow.id != but
    )
    return list(await session.scalars(query))


async def store_events(
    session: AsyncSession, arrived: Sequence[tuple[str, RawEvent]], now: datetime, settle: timedelta
) -> None:
    """Store the events of channels that are new; they are taken up after ``settle``."""
    if not arrived:
        return
    lanes = await _due_lanes(session, {_lane_key(channel, event) for channel, event in arrived}, now + settle)
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
    return channel, short_id(event.user_id, _USER)


def _message_id(event: RawEvent) -> str | None:
    """What the event brings, or takes back: both can be looked up whichever comes first."""
    if event.takes_back is not None:
        return _TAKEN_BACK + short_id(event.takes_back, _MESSAGE_ID)
    return None if event.message_id is None else short_id(event.message_id, _MESSAGE_ID)


async def _due_lanes(
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
    key = (channel, short_id(user_id, _USER))
    return (await _due_lanes(session, {key}, now))[key]


async def lane_of_conversation(session: AsyncSession, conversation: str) -> LaneRow | None:
    """The lane behind a conversation, None for one that no channel keeps."""
    channel, user = parts_of(conversation)
    of_channel = select(LaneRow).where(LaneRow.channel == channel)
    if not is_cut(conversation):
        row: LaneRow | None = await session.scalar(of_channel.where(LaneRow.user_id == user))
        return row
    alike = await session.scalars(of_channel.where(LaneRow.user_id.startswith(user, autoescape=True)))
    return next((row for row in alike if conversation_id(row.channel, row.user_id) == conversation), None)


async def waiting_unasked(session: AsyncSession, channel: str) -> int:
    """How many queued requests of a channel answer nobody: they will cost a push each."""
    query = select(func.count()).where(
        OutboxRow.channel == channel,
        OutboxRow.state.in_(OPEN_DELIVERIES),
        OutboxRow.reply_token.is_(None),
    )
    return int(await session.scalar(query) or 0)


async def states(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The states of requests by their ids."""
    rows = await session.execute(select(OutboxRow.id, OutboxRow.state).where(OutboxRow.id.in_(ids)))
    return {number: str(state) for number, state in rows}


async def claim(
    session: AsyncSession,
    worker: str,
    now: datetime,
    lease: timedelta,
    token_lives: Mapping[str, timedelta | None],
) -> LaneRow | None:
    """Lease a lane of the given channels that nobody works on; None when none is due.

    The one that has been due longest, but where a free reply is only possible for a while
    (``token_lives``) those who are still in time come first: whoever is late already must not make the
    next ones late as well.
    """
    late = [
        (and_(LaneRow.channel == channel, LaneRow.due_at <= now - life), 1)
        for channel, life in token_lives.items()
        if life is not None
    ]
    order = [case(*late, else_=0), LaneRow.due_at] if late else [LaneRow.due_at]
    wanted = (LaneRow.due_at <= now, LaneRow.channel.in_(token_lives))
    return await _lease(session, worker, now, lease, wanted, order)


async def claim_aging(
    session: AsyncSession,
    worker: str,
    now: datetime,
    lease: timedelta,
    channel: str,
    received: tuple[datetime, datetime],
) -> LaneRow | None:
    """Lease a lane with an event of ``received`` (from, until) whose answer is not in sight."""
    waiting = (
        select(InboxRow.lane_id)
        .where(InboxRow.channel == channel, InboxRow.state == EventState.PENDING)
        .where(InboxRow.received_at.between(*received), InboxRow.told_to_wait.is_(False))
    )
    return await _lease(session, worker, now, lease, (LaneRow.id.in_(waiting),), [LaneRow.due_at])


async def _lease(
    session: AsyncSession,
    worker: str,
    now: datetime,
    lease: timedelta,
    wanted: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
) -> LaneRow | None:
    free = or_(LaneRow.leased_until.is_(None), LaneRow.leased_until < now)
    chosen = (
        select(LaneRow.id)
        .where(*wanted, free)
        .order_by(*order)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(LaneRow)
        .where(LaneRow.id == chosen)
        .values(leased_until=now + lease, leased_by=worker)
        .returning(LaneRow)
        .execution_options(synchronize_session=False)
    )
    row: LaneRow | None = (await session.execute(statement)).scalar_one_or_none()
    return row


async def renew(session: AsyncSession, lane_id: int, worker: str, until: datetime) -> bool:
    """Keep a lease; False when another worker has taken the lane over."""
    statement = (
        update(LaneRow)
        .where(LaneRow.id == lane_id, LaneRow.leased_by == worker)
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )
    return bool((await session.execute(statement)).rowcount)  # type: ignore[attr-defined]


async def release(session: AsyncSession, lane_id: int, worker: str) -> None:
    """Give a lane back, due when its oldest event or its oldest delivery is.

    Order is kept, so whatever is queued behind one that waits has to wait as well: a lane that was
    due for it would be leased again and again and leave no worker to the others.
    The first statement locks the lane, so that an event stored meanwhile is either seen below or
    makes the lane due by itself afterwards.
    """
    mine = (LaneRow.id == lane_id, LaneRow.leased_by == worker)
    freed = update(LaneRow).where(*mine).values(leased_until=None, leased_by=None)
    if not (await session.execute(freed)).rowcount:  # type: ignore[attr-defined]
        return
    oldest = (await next_event(session, lane_id), await next_delivery(session, lane_id))
    due = min((row.next_at for row in oldest if row is not None), default=None)
    await session.execute(update(LaneRow).where(LaneRow.id == lane_id).values(due_at=due))


async def free_leases(session: AsyncSession) -> None:
    """Forget all leases: right after the start of the only process (SQLite)."""
    await session.execute(update(LaneRow).values(leased_until=None, leased_by=None))


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


async def next_delivery(session: AsyncSession, lane_id: int) -> OutboxRow | None:
    """The oldest request of a lane that is still to be sent."""
    query = (
        select(OutboxRow)
        .where(OutboxRow.lane_id == lane_id, OutboxRow.state.in_(OPEN_DELIVERIES))
        .order_by(OutboxRow.id)
        .limit(1)
    )
    row: OutboxRow | None = await session.scalar(query)
    return row


async def hold_back(session: AsyncSession, row: OutboxRow, state: DeliveryState, now: datetime) -> None:
    """Settle what follows ``row`` in its answer: a part of an answer is not sent without its beginning."""
    rest = (OutboxRow.batch == row.batch, OutboxRow.id > row.id, OutboxRow.state == DeliveryState.QUEUED)
    values = {"state": state, "reason": HELD_BACK, "settled_at": now}
    if state == DeliveryState.BLOCKED:
        values["payload"] = {}
    await session.execute(update(OutboxRow).where(*rest).values(values))


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


async def held(session: AsyncSession, lane_id: int) -> list[OutboxRow]:
    """The requests of a lane that wait for a free reply, the oldest first."""
    query = select(OutboxRow).where(OutboxRow.lane_id == lane_id, OutboxRow.state == DeliveryState.HELD)
    return list(await session.scalars(query.order_by(OutboxRow.id)))


def enqueue(
    session: AsyncSession,
    lane: LaneRow,
    requests: Sequence[Payload],
    now: datetime,
    *,
    event_id: int | None = None,
    reply_token: str | None = None,
    token_at: datetime | None = None,
    purpose: Purpose = Purpose.REPLY,
    state: DeliveryState = DeliveryState.QUEUED,
) -> list[OutboxRow]:
    """Queue requests for a lane; only the first may use the reply token, if that is not too long."""
    batch = str(uuid.uuid4())
    token = reply_token if reply_token and len(reply_token) <= _ID else None
    rows = [
        OutboxRow(
            channel=lane.channel,
            lane_id=lane.id,
            event_id=event_id,
            payload=payload,
            key=str(uuid.uuid4()),
            batch=batch,
            reply_token=None if position else token,
            token_at=None if position else token_at,
            method="",
            purpose=purpose,
            uncertain=False,
            state=state,
            attempts=0,
            next_at=now,
            created_at=now,
            reason="",
        )
        for position, payload in enumerate(requests)
    ]
    session.add_all(rows)
    return rows


async def remember_buttons(session: AsyncSession, tokens: Mapping[str, str]) -> None:
    """Keep what opaque button ids say."""
    for token, value in tokens.items():
        statement = insert_into(session, ButtonRow).values(token=token, value=value)
        await session.execute(statement.on_conflict_do_nothing())


async def button_value(session: AsyncSession, token: str) -> str | None:
    """What a button says, None when its id is not ours."""
    row = await session.get(ButtonRow, token)
    return row.value if row else None


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
