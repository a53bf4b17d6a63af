"""How the traffic with the platforms flows, in figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import DeliveryState, EventState, InboxRow, OutboxRow

_STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Traffic:
    """``dead`` events were given up, ``failed`` and ``unknown`` requests did not (surely) arrive.

    ``stuck`` requests should have left ten minutes ago; ``heard_at`` is when the last event
    came in, None = never.
    """

    dead: int
    failed: int
    unknown: int
    stuck: int
    heard_at: datetime | None


async def traffic(session: AsyncSession, since: datetime, now: datetime) -> Traffic:
    """Events given up at all; requests that were written after ``since``."""
    dead = select(func.count()).select_from(InboxRow).where(InboxRow.state == EventState.DEAD)
    written = (
        select(OutboxRow.state, func.count())
        .where(OutboxRow.state.in_((DeliveryState.FAILED, DeliveryState.UNKNOWN)))
        .where(OutboxRow.created_at >= since)
        .group_by(OutboxRow.state)
    )
    stuck = (
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.state == DeliveryState.QUEUED, OutboxRow.next_at <= now - _STUCK_AFTER)
    )
    states = {row[0]: row[1] for row in await session.execute(written)}
    return Traffic(
        await session.scalar(dead) or 0,
        states.get(DeliveryState.FAILED, 0),
        states.get(DeliveryState.UNKNOWN, 0),
        await session.scalar(stuck) or 0,
        await session.scalar(select(InboxRow.received_at).order_by(InboxRow.id.desc()).limit(1)),
    )
