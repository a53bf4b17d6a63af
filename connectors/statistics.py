"""How the traffic with the platforms flows, in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import ChannelRow, DeliveryState, EventState, InboxRow, OutboxRow
from connectors.webhooks import repository as webhooks
from connectors.webhooks.models import CHANNEL as WEBHOOK
from core.database import UtcDateTime

_STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pulse:
    """One channel: when its last event came in and how many came since the beginning of the statistics,
    since when it is paused and why, and how many webhooks with a wrong signature came after that event."""

    heard_at: datetime | None = None
    events: int = 0
    paused_at: datetime | None = None
    reason: str = ""
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Traffic:
    """``dead`` events were given up, ``failed`` and ``unknown`` requests did not (surely) arrive; a
    citizen's block is neither, and what other systems are told is not counted.

    ``stuck`` requests should have left ten minutes ago; ``pulses`` are by channel, of those that ever
    were heard of.
    """

    dead: int
    failed: int
    unknown: int
    stuck: int
    pulses: Mapping[str, Pulse]


async def traffic(session: AsyncSession, since: datetime, now: datetime) -> Traffic:
    """Events given up at all; requests that were written after ``since``."""
    dead = select(func.count()).select_from(InboxRow).where(InboxRow.state == EventState.DEAD)
    written = (
        select(OutboxRow.state, func.count())
        .where(OutboxRow.state.in_((DeliveryState.FAILED, DeliveryState.UNKNOWN)))
        .where(OutboxRow.created_at >= since, OutboxRow.channel != WEBHOOK)
        .group_by(OutboxRow.state)
    )
    stuck = (
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.state == DeliveryState.QUEUED, OutboxRow.next_at <= now - _STUCK_AFTER)
        .where(OutboxRow.channel != WEBHOOK)
    )
    states = {row[0]: row[1] for row in await session.execute(written)}
    return Traffic(
        await session.scalar(dead) or 0,
        states.get(DeliveryState.FAILED, 0),
        states.get(DeliveryState.UNKNOWN, 0),
        await session.scalar(stuck) or 0,
        await _pulses(session, since),
    )


async def _pulses(session: AsyncSession, since: datetime) -> dict[str, Pulse]:
    newest = func.max(InboxRow.received_at, type_=UtcDateTime())
    heard = dict((await session.execute(select(InboxRow.channel, newest).group_by(InboxRow.channel))).all())
    lately = select(InboxRow.channel, func.count()).where(InboxRow.received_at >= since)
    counts = dict((await session.execute(lately.group_by(InboxRow.channel))).all())
    states = {row.name: row for row in await session.scalars(select(ChannelRow))}
    return {
        name: _pulse(heard.get(name), counts.get(name, 0), states.get(name))
        for name in sorted({*heard, *states})
    }


def _pulse(heard_at: datetime | None, events: int, state: ChannelRow | None) -> Pulse:
    if state is None:
        return Pulse(heard_at, events)
    after = state.refused_at is not None and (heard_at is None or state.refused_at > heard_at)
    return Pulse(heard_at, events, state.paused_at, state.reason, state.refused if after else 0)


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


async def stopped_webhooks(session: AsyncSession) -> int:
    """How many addresses of other systems were turned off because they did not answer."""
    return await webhooks.stopped(session)
