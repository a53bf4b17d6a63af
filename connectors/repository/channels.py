"""What holds for a whole channel, in the caller's transaction: whether it is paused, who refuses whom.

A pause is a circuit breaker (Nygard 2007): while a platform takes nothing from us, one request at a time
probes whether it does again, and all others wait.
"""

from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import ChannelRow, DeliveryState, InboxRow, LaneRow, OutboxRow
from core.database import insert_into

# So long after a refusal the next request tries again.
PROBE = timedelta(seconds=30)


async def waits_until(session: AsyncSession, channel: str, now: datetime) -> datetime | None:
    """When the next request of a paused channel may be tried; None = now, and this one is the probe."""
    row = await session.get(ChannelRow, channel)
    if row is None or row.paused_at is None or row.probe_at is None:
        return None
    probe = (
        update(ChannelRow)
        .where(ChannelRow.name == channel, ChannelRow.probe_at <= now)
        .values(probe_at=now + PROBE)
        .execution_options(synchronize_session=False)
    )
    mine = (await session.execute(probe)).rowcount  # type: ignore[attr-defined]
    return None if mine else max(row.probe_at, now + timedelta(seconds=1))


async def pause(session: AsyncSession, channel: str, reason: str, now: datetime) -> bool:
    """The platform takes nothing from us; whether that is new."""
    row = await session.get(ChannelRow, channel)
    is_new = row is None or row.paused_at is None
    values = {"paused_at": now, "probe_at": now + PROBE, "reason": reason}
    if not is_new:
        del values["paused_at"]
    statement = insert_into(session, ChannelRow.__table__).values(name=channel, refused=0, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
    return is_new


async def resume(session: AsyncSession, channel: str, now: datetime) -> bool:
    """The platform takes what we send again: whoever waited is due; whether it was paused."""
    ended = (
        update(ChannelRow)
        .where(ChannelRow.name == channel, ChannelRow.paused_at.is_not(None))
        .values(paused_at=None, probe_at=None, reason="")
        .execution_options(synchronize_session=False)
    )
    if not (await session.execute(ended)).rowcount:  # type: ignore[attr-defined]
        return False
    waiting = (OutboxRow.channel == channel, OutboxRow.state == DeliveryState.QUEUED)
    soon = now + PROBE + timedelta(seconds=1)
    await session.execute(update(OutboxRow).where(*waiting, OutboxRow.next_at <= soon).values(next_at=now))
    lanes = select(OutboxRow.lane_id).where(*waiting)
    await session.execute(update(LaneRow).where(LaneRow.id.in_(lanes)).values(due_at=now))
    return True


async def note_refused(session: AsyncSession, channel: str, now: datetime) -> None:
    """A webhook came with a wrong signature; counted since the last one that was right."""
    heard = select(func.max(InboxRow.received_at)).where(InboxRow.channel == channel).scalar_subquery()
    table = ChannelRow.__table__
    statement = insert_into(session, table).values(name=channel, refused=1, refused_at=now, reason="")
    since_heard = or_(heard.is_(None), table.c.refused_at > heard)
    count = case((since_heard, table.c.refused + 1), else_=1)
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"refused": count, "refused_at": now}
    )
    await session.execute(statement)
