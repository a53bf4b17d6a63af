"""The hand-over note of a shift, shown to each of those who come after it until they have read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.database import Database
from core.masking import mask
from desk.auth.permissions import Staff
from desk.duty import repository

TEXT_LIMIT = 2000
SHOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """A note that waits for its reader; ``written_at`` in UTC."""

    shift_id: int
    text: str
    written_by: str
    written_at: datetime


async def write(database: Database, shift_id: int, text: str, staff: Staff, now: datetime) -> None:
    """Leave ``text`` (masked) to the next shift; a changed note is to be read again."""
    async with database.transaction() as session:
        log = await repository.log_of(session, shift_id)
        log.handover = mask(text.strip())[:TEXT_LIMIT]
        log.handover_by, log.handover_from, log.handover_at = staff.name, staff.id, now


async def unread(database: Database, staff: Staff, now: datetime) -> list[ShiftNote]:
    """What ``staff`` should read before serving, a week back; nobody reads their own."""
    async with database.transaction() as session:
        rows = await repository.unread_notes(session, staff.id, _reader(staff), now - SHOWN)
    return [
        ShiftNote(row.shift_id, row.handover, row.handover_by, row.handover_at)
        for row in rows
        if row.handover_at
    ]


async def acknowledge(database: Database, shift_id: int, written: str, staff: Staff, now: datetime) -> None:
    """Note that ``staff`` has read the note of the ISO time ``written``: it is hidden for them alone.

    A note that was changed since then has still to be read.
    """
    async with database.transaction() as session:
        log = await repository.log_of(session, shift_id)
        is_this = log.handover_at is not None and log.handover_at.isoformat() == written
        if is_this:
            await repository.note_read(session, shift_id, _reader(staff), staff.name, now)


def _reader(staff: Staff) -> str:
    """An account, or a volunteer by name: the next shift has another number, the person is the same."""
    return f"volunteer:{staff.name}" if staff.is_shift else staff.id
