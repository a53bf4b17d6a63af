"""Queries of the duty log and the roster."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.duty.models import IncidentRow, LogRow, RosterRow


async def log_of(db: AsyncSession, shift_id: int) -> LogRow:
    """The log of a shift, begun where there is none, locked until the transaction ends."""
    empty = {"people": "", "handover": "", "handover_by": "", "handover_from": "", "read_by": ""}
    statement = insert_into(db, LogRow).values(shift_id=shift_id, **empty)
    await db.execute(statement.on_conflict_do_nothing())
    return (await db.scalars(select(LogRow).where(LogRow.shift_id == shift_id).with_for_update())).one()


async def existing_log(db: AsyncSession, shift_id: int) -> LogRow | None:
    """The log of a shift, if anything was written."""
    return await db.get(LogRow, shift_id)


async def incidents_of(db: AsyncSession, shift_id: int) -> Sequence[IncidentRow]:
    """The incidents of a shift, in order."""
    query = select(IncidentRow).where(IncidentRow.shift_id == shift_id).order_by(IncidentRow.id)
    return list(await db.scalars(query))


async def unread_notes(db: AsyncSession, writer: str) -> Sequence[LogRow]:
    """Hand-over notes that nobody has read yet, but for those of ``writer``; the oldest first."""
    waiting = (LogRow.handover != "", LogRow.read_at.is_(None), LogRow.handover_from != writer)
    return list(await db.scalars(select(LogRow).where(*waiting).order_by(LogRow.handover_at)))


async def roster_between(db: AsyncSession, first: date, last: date) -> Sequence[RosterRow]:
    """Who serves from ``first`` to ``last``, both included."""
    query = select(RosterRow).where(RosterRow.day >= first, RosterRow.day <= last).order_by(RosterRow.id)
    return list(await db.scalars(query))


async def put_on_roster(db: AsyncSession, day: date, slot: str, person: str, deputy: str) -> None:
    """Somebody serves; known already, only the deputy changes."""
    statement = insert_into(db, RosterRow).values(day=day, slot=slot, person=person, deputy=deputy)
    known = statement.on_conflict_do_update(index_elements=["day", "slot", "person"], set_={"deputy": deputy})
    await db.execute(known)


async def take_off_roster(db: AsyncSession, row_id: int) -> None:
    """Somebody does not serve after all."""
    await db.execute(delete(RosterRow).where(RosterRow.id == row_id))
