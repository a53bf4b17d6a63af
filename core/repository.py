"""Queries on the tables of `core.models`."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import CalendarDayRow


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
