"""Queries on the tables of `core.models`."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from core.models import CalendarDayRow, RateUseRow, SystemEventRow


async def calendar_days(session: AsyncSession, since: date | None = None) -> Sequence[CalendarDayRow]:
    """The days that staff entered, in order."""
    query = select(CalendarDayRow).order_by(CalendarDayRow.day)
    if since is not None:
        query = query.where(CalendarDayRow.day >= since)
    return (await session.scalars(query)).all()


async def put_calendar_day(
    session: AsyncSession, day: date, is_open: bool, reason: str, entered_by: str, now: datetime
) -> None:
    """Enter a day, or replace what was entered for it."""
    await session.merge(
        CalendarDayRow(day=day, is_open=is_open, reason=reason, entered_by=entered_by, entered_at=now)
    )


async def remove_calendar_day(session: AsyncSession, day: date) -> None:
    """``day`` follows the public calendar again."""
    await session.execute(delete(CalendarDayRow).where(CalendarDayRow.day == day))


async def count_use(session: AsyncSession, key: str, number: int, times: int, ends_at: datetime) -> int:
    """Add ``times`` to a window of `RateUseRow`; returns what all processes counted in it so far."""
    first = insert_into(session, RateUseRow).values(key=key, number=number, times=times, ends_at=ends_at)
    more = first.on_conflict_do_update(
        index_elements=["key", "number"], set_={"times": RateUseRow.times + times}
    )
    return int(await session.scalar(more.returning(RateUseRow.times)) or 0)


async def uses(session: AsyncSession, key: str, number: int) -> int:
    """What all processes counted in a window."""
    same = (RateUseRow.key == key, RateUseRow.number == number)
    return await session.scalar(select(RateUseRow.times).where(*same)) or 0


async def forget_uses(session: AsyncSession, before: datetime) -> None:
    """Delete the windows that ended ``before``."""
    await session.execute(delete(RateUseRow).where(RateUseRow.ends_at < before))


async def take_system_events(session: AsyncSession, now: datetime, limit: int) -> Sequence[SystemEventRow]:
    """Delete the oldest happenings that are to be told by ``now``, but for those another process takes."""
    query = (
        select(SystemEventRow).where(SystemEventRow.due_at <= now).order_by(SystemEventRow.id).limit(limit)
    )
    rows = (await session.scalars(query.with_for_update(skip_locked=True))).all()
    for row in rows:
        await session.delete(row)
    return rows


async def forget_happening(session: AsyncSession, subject: str, at: datetime) -> bool:
    """Delete what happened to ``subject`` at that moment; False when there is nothing of it."""
    same = (SystemEventRow.subject == subject, SystemEventRow.at == at)
    result = await session.execute(delete(SystemEventRow).where(*same))
    return bool(result.rowcount)  # type: ignore[attr-defined]
