"""Queries of the duty log and the roster."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.duty.models import IncidentRow, LogRow, PersonRow, RosterRow, ShiftReadRow


async def log_of(session: AsyncSession, shift_id: int) -> LogRow:
    """The log of a shift, begun where there is none, locked until the transaction ends."""
    empty = {"people": "", "handover": "", "handover_by": "", "handover_from": ""}
    statement = insert_into(session, LogRow).values(shift_id=shift_id, **empty)
    await session.execute(statement.on_conflict_do_nothing())
    return (await session.scalars(select(LogRow).where(LogRow.shift_id == shift_id).with_for_update())).one()


async def existing_log(session: AsyncSession, shift_id: int) -> LogRow | None:
    """The log of a shift, if anything was written."""
    return await session.get(LogRow, shift_id)


async def incidents_of(session: AsyncSession, shift_id: int) -> Sequence[IncidentRow]:
    """The incidents of a shift, in order."""
    query = select(IncidentRow).where(IncidentRow.shift_id == shift_id).order_by(IncidentRow.id)
    return list(await session.scalars(query))


async def unread_notes(session: AsyncSession, writer: str, person: str, since: datetime) -> Sequence[LogRow]:
    """Hand-over notes that ``person`` has not read yet, but for those of ``writer``; the oldest first."""
    read = exists().where(
        ShiftReadRow.shift_id == LogRow.shift_id,
        ShiftReadRow.person == person,
        ShiftReadRow.read_at >= LogRow.handover_at,
    )
    waiting = (LogRow.handover != "", LogRow.handover_from != writer, LogRow.handover_at >= since, ~read)
    return list(await session.scalars(select(LogRow).where(*waiting).order_by(LogRow.handover_at)))


async def note_read(session: AsyncSession, shift_id: int, person: str, name: str, now: datetime) -> None:
    """Note that somebody has read the note of a shift."""
    read = {"name": name, "read_at": now}
    statement = insert_into(session, ShiftReadRow).values(shift_id=shift_id, person=person, **read)
    await session.execute(statement.on_conflict_do_update(index_elements=["shift_id", "person"], set_=read))


async def readers(session: AsyncSession, log: LogRow) -> Sequence[ShiftReadRow]:
    """Who has read the note of ``log`` as it stands, the first one first."""
    query = select(ShiftReadRow).where(ShiftReadRow.shift_id == log.shift_id)
    if log.handover_at is not None:
        query = query.where(ShiftReadRow.read_at >= log.handover_at)
    return list(await session.scalars(query.order_by(ShiftReadRow.read_at)))


async def roster_between(session: AsyncSession, first: date, last: date) -> Sequence[RosterRow]:
    """Who serves from ``first`` to ``last``, both included."""
    query = select(RosterRow).where(RosterRow.day >= first, RosterRow.day <= last).order_by(RosterRow.id)
    return list(await session.scalars(query))


async def put_on_roster(session: AsyncSession, day: date, slot: str, person: str, deputy: str) -> None:
    """Somebody serves; known already, only the deputy changes."""
    statement = insert_into(session, RosterRow).values(day=day, slot=slot, person=person, deputy=deputy)
    known = statement.on_conflict_do_update(index_elements=["day", "slot", "person"], set_={"deputy": deputy})
    await session.execute(known)


async def take_off_roster(session: AsyncSession, row_id: int) -> None:
    """Somebody does not serve after all."""
    await session.execute(delete(RosterRow).where(RosterRow.id == row_id))


async def known_people(session: AsyncSession, since: date) -> Sequence[str]:
    """Who was added by name, and who has served or stood in since."""
    served = select(RosterRow.person).where(RosterRow.day >= since)
    stood_in = select(RosterRow.deputy).where(RosterRow.day >= since, RosterRow.deputy != "")
    return (await session.scalars(select(PersonRow.name).union(served, stood_in))).all()


async def add_person(session: AsyncSession, name: str) -> None:
    """Somebody who can be chosen from now on."""
    await session.execute(insert_into(session, PersonRow).values(name=name).on_conflict_do_nothing())


async def last_deputies(session: AsyncSession, before: date) -> dict[str, str]:
    """Who stood in last for whom, before a day."""
    query = select(RosterRow.person, RosterRow.deputy).where(RosterRow.day < before, RosterRow.deputy != "")
    found = await session.execute(query.order_by(RosterRow.day, RosterRow.id))
    return {row[0]: row[1] for row in found}
