"""The outbox: requests to platforms, stored before they are sent; and what their buttons say."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import Purpose
from connectors.contract import Payload
from connectors.models import ButtonRow, DeliveryState, LaneRow, OutboxRow
from core.database import insert_into

OPEN_DELIVERIES = (DeliveryState.QUEUED, DeliveryState.SENDING)
# Why a request was not sent whose answer began with one that did not arrive.
HELD_BACK = "an earlier part of the answer did not arrive"
# What the column of tokens holds.
_TOKEN = 200


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
    token = reply_token if reply_token and len(reply_token) <= _TOKEN else None
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


async def states(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The states of requests by their ids."""
    rows = await session.execute(select(OutboxRow.id, OutboxRow.state).where(OutboxRow.id.in_(ids)))
    return {number: str(state) for number, state in rows}


async def waiting_unasked(session: AsyncSession, channel: str) -> int:
    """How many queued requests of a channel answer nobody: they will cost a push each."""
    query = select(func.count()).where(
        OutboxRow.channel == channel,
        OutboxRow.state.in_(OPEN_DELIVERIES),
        OutboxRow.reply_token.is_(None),
    )
    return int(await session.scalar(query) or 0)


async def held(session: AsyncSession, lane_id: int) -> list[OutboxRow]:
    """The requests of a lane that wait for a free reply, the oldest first."""
    query = select(OutboxRow).where(OutboxRow.lane_id == lane_id, OutboxRow.state == DeliveryState.HELD)
    return list(await session.scalars(query.order_by(OutboxRow.id)))


async def hold_back(session: AsyncSession, row: OutboxRow, state: DeliveryState, now: datetime) -> None:
    """Settle what follows ``row`` in its answer: a part of an answer is not sent without its beginning."""
    rest = (OutboxRow.batch == row.batch, OutboxRow.id > row.id, OutboxRow.state == DeliveryState.QUEUED)
    values = {"state": state, "reason": HELD_BACK, "settled_at": now}
    if state == DeliveryState.BLOCKED:
        values["payload"] = {}
    await session.execute(update(OutboxRow).where(*rest).values(values))


async def remember_buttons(session: AsyncSession, tokens: Mapping[str, str]) -> None:
    """Keep what opaque button ids say."""
    for token, value in tokens.items():
        statement = insert_into(session, ButtonRow).values(token=token, value=value)
        await session.execute(statement.on_conflict_do_nothing())


async def button_value(session: AsyncSession, token: str) -> str | None:
    """What a button says, None when its id is not ours."""
    row = await session.get(ButtonRow, token)
    return row.value if row else None
