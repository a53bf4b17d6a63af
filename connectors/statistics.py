"""How the traffic with the platforms flows, in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import DeliveryState, EventState, InboxRow, OutboxRow
from core.database import UtcDateTime

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


async def response_seconds(
    session: AsyncSession, since: datetime, until: datetime
) -> Mapping[str, Sequence[float]]:
    """By channel, seconds from a citizen's message to the platform's taking over its first reply.

    Messages that came from ``since`` until before ``until``; those without a reply that arrived are left out.
    """
    replied = func.min(OutboxRow.settled_at, type_=UtcDateTime())
    query = (
        select(InboxRow.channel, InboxRow.received_at, replied)
        .join(OutboxRow, OutboxRow.event_id == InboxRow.id)
        .where(InboxRow.received_at >= since, InboxRow.received_at < until)
        .where(OutboxRow.state.in_((DeliveryState.ACCEPTED, DeliveryState.CONFIRMED)))
        .group_by(InboxRow.id, InboxRow.channel, InboxRow.received_at)
    )
    found: dict[str, list[float]] = {}
    for channel, received_at, settled_at in await session.execute(query):
        if settled_at is not None:
            found.setdefault(channel, []).append((settled_at - received_at).total_seconds())
    return found
