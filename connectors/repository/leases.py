"""Leases: which worker has a lane for the moment, and when it is due again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import EventState, InboxRow, LaneRow, OutboxRow
from connectors.repository.inbox import next_event
from connectors.repository.outbox import OPEN_DELIVERIES, next_delivery


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


async def release(
    session: AsyncSession, lane_id: int, worker: str, had_its_turn: datetime | None = None
) -> None:
    """Give a lane back, due when its oldest event or its oldest delivery is.

    One that ``had_its_turn`` then waits from that time on, behind who waits already.

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
    if due is not None and had_its_turn is not None:
        due = max(due, had_its_turn)
    await session.execute(update(LaneRow).where(LaneRow.id == lane_id).values(due_at=due))


async def free_leases(session: AsyncSession) -> None:
    """Forget all leases: right after the start of the only process (SQLite)."""
    await session.execute(update(LaneRow).values(leased_until=None, leased_by=None))


async def clock_set_back(session: AsyncSession, now: datetime, lease: timedelta) -> None:
    """What waits for a time of the clock that was ahead is tried now, and no lease lasts longer than any.

    Without it everybody with an open answer would wait as long as the clock was ahead.
    """
    open_events = (InboxRow.state == EventState.PENDING, InboxRow.next_at > now)
    open_requests = (OutboxRow.state.in_(OPEN_DELIVERIES), OutboxRow.next_at > now)
    for statement in (
        update(InboxRow).where(*open_events).values(next_at=now),
        update(OutboxRow).where(*open_requests).values(next_at=now),
        update(LaneRow).where(LaneRow.due_at > now).values(due_at=now),
        update(LaneRow).where(LaneRow.leased_until > now + lease).values(leased_until=now + lease),
    ):
        await session.execute(statement.execution_options(synchronize_session=False))
