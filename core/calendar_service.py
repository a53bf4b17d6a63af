"""The bureau's calendar as staff keep it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core import repository
from core.calendar import Calendar
from core.database import Database
from core.errors import Problem

_REASON_LIMIT = 80


async def read_calendar(session: AsyncSession) -> Calendar:
    """The calendar of the moment, in the caller's transaction."""
    rows = await repository.calendar_days(session)
    return Calendar(
        closures={row.day: row.reason for row in rows if not row.is_open},
        openings={row.day: row.reason for row in rows if row.is_open},
    )


@dataclass(frozen=True, slots=True)
class EnteredDay:
    """A day as staff entered it; ``entered_at`` in UTC."""

    day: date
    is_open: bool
    reason: str
    entered_by: str
    entered_at: datetime


class CalendarService:
    """Reads and changes the days on which the offices differ from the public calendar."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def calendar(self) -> Calendar:
        """The calendar of the moment."""
        async with self._database.transaction() as session:
            return await read_calendar(session)

    async def days(self, since: date) -> tuple[EnteredDay, ...]:
        """What was entered for the days from ``since`` on, in order."""
        async with self._database.transaction() as session:
            rows = await repository.calendar_days(session, since)
            return tuple(
                EnteredDay(row.day, row.is_open, row.reason, row.entered_by, row.entered_at) for row in rows
            )

    async def close_day(self, day: date, reason: str, entered_by: str, now: datetime) -> None:
        """The offices rest on ``day``, e.g. for a typhoon.

        Raises:
            Problem: the reason is empty or too long.
        """
        await self._enter(day, False, reason, entered_by, now)

    async def open_day(self, day: date, reason: str, entered_by: str, now: datetime) -> None:
        """The offices work on ``day``, e.g. to make up for a bridge day.

        Raises:
            Problem: the reason is empty or too long.
        """
        await self._enter(day, True, reason, entered_by, now)

    async def forget_day(self, day: date) -> None:
        """``day`` follows the public calendar again."""
        async with self._database.transaction() as session:
            await repository.remove_calendar_day(session, day)

    async def _enter(self, day: date, is_open: bool, reason: str, entered_by: str, now: datetime) -> None:
        reason = reason.strip()
        if not 0 < len(reason) <= _REASON_LIMIT:
            raise Problem(f"請寫理由（最多 {_REASON_LIMIT} 字），例如「凱米颱風停班」。民眾會看到它。")
        async with self._database.transaction() as session:
            await repository.put_calendar_day(session, day, is_open, reason, entered_by, now)
