"""What could not be handled or delivered: listed, sent again, erased, in the caller's transaction."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from connectors.repository.outbox import HELD_BACK, OPEN_DELIVERIES

# Why a letter failed that had been taken.
RETURNED = "returned"
DEAD_DELIVERIES = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


async def settled(session: AsyncSession, states: Sequence[str], limit: int) -> list[OutboxRow]:
    """The latest deliveries in ``states``: dead letters, uncertain ones."""
    query = select(OutboxRow).where(OutboxRow.state.in_(states)).order_by(OutboxRow.id.desc()).limit(limit)
    return list(await session.scalars(query))


async def dead_events(session: AsyncSession, limit: int) -> list[InboxRow]:
    """The latest events that were given up."""
    query = (
        select(InboxRow).where(InboxRow.state == EventState.DEAD).order_by(InboxRow.id.desc()).limit(limit)
    )
    return list(await session.scalars(query))


async def replay(session: AsyncSession, row: OutboxRow | InboxRow, now: datetime) -> None:
    """Queue a dead letter once more, as new."""
    row.state = DeliveryState.QUEUED if isinstance(row, OutboxRow) else EventState.PENDING
    row.attempts, row.next_at, row.reason = 0, now, ""
    if isinstance(row, OutboxRow):
        # A key that the platform saw more than a day ago no longer guards; a token is long spent.
        row.key, row.method, row.uncertain = str(uuid.uuid4()), "", False
        row.reply_token, row.token_at, row.settled_at = None, None, None
        await _replay_rest(session, row, now)
    await session.execute(update(LaneRow).where(LaneRow.id == row.lane_id).values(due_at=now))


async def _replay_rest(session: AsyncSession, row: OutboxRow, now: datetime) -> None:
    """What was held back because ``row`` had not arrived follows it."""
    rest = (OutboxRow.batch == row.batch, OutboxRow.id > row.id, OutboxRow.reason == HELD_BACK)
    again = {"state": DeliveryState.QUEUED, "attempts": 0, "next_at": now, "reason": "", "settled_at": None}
    await session.execute(update(OutboxRow).where(*rest).values(again))


async def returned(session: AsyncSession, key: str, status: str, now: datetime) -> None:
    """A letter that its server had taken came back: it has failed after all."""
    sent = (OutboxRow.channel == "email", OutboxRow.key == key)
    taken = OutboxRow.state.in_((DeliveryState.ACCEPTED, DeliveryState.CONFIRMED, DeliveryState.UNKNOWN))
    values = {"state": DeliveryState.FAILED, "reason": f"{RETURNED} {status}".strip(), "settled_at": now}
    await session.execute(update(OutboxRow).where(*sent, taken).values(values))


async def returned_since(session: AsyncSession, since: datetime) -> set[int]:
    """The letters that have come back since then."""
    query = select(OutboxRow.id).where(OutboxRow.state == DeliveryState.FAILED, OutboxRow.channel == "email")
    recent = query.where(OutboxRow.reason.startswith(RETURNED), OutboxRow.settled_at >= since)
    return set(await session.scalars(recent))


async def erase_deliveries(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    """Erase the words of deliveries; those that have not left will not."""
    not_gone = (*OPEN_DELIVERIES, DeliveryState.HELD)
    waiting = update(OutboxRow).where(which, OutboxRow.state.in_(not_gone))
    await session.execute(
        waiting.values(state=DeliveryState.FAILED, reason="erased on request", settled_at=now)
    )
    await session.execute(update(OutboxRow).where(which).values(payload={}, reply_token=None))


async def erase_dead_events(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Erase the words of events that were given up; those still to be handled stay."""
    await session.execute(update(InboxRow).where(which, InboxRow.state == EventState.DEAD).values(payload={}))


async def erase_dead_letters(session: AsyncSession, before: datetime) -> None:
    """Erase the words of what could not be delivered or handled, once nobody will try it again."""
    settled = update(OutboxRow).where(OutboxRow.state.in_(DEAD_DELIVERIES), OutboxRow.settled_at < before)
    await session.execute(settled.values(payload={}, reply_token=None))
    held = update(OutboxRow).where(OutboxRow.state == DeliveryState.HELD, OutboxRow.created_at < before)
    given_up = {"state": DeliveryState.FAILED, "reason": "nobody came for it", "settled_at": before}
    await session.execute(held.values(payload={}, **given_up))
    await erase_dead_events(session, InboxRow.received_at < before)


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many events and deliveries are in each state, as ``inbox.done``, ``outbox.failed``, ..."""
    found: dict[str, int] = {}
    for name, table in (("inbox", InboxRow), ("outbox", OutboxRow)):
        rows = await session.execute(select(table.state, func.count()).group_by(table.state))
        found |= {f"{name}.{state}": count for state, count in rows}
    return found
