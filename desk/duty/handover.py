"""The hand-over note of a shift, shown to the next until somebody has read it."""

from dataclasses import dataclass
from datetime import datetime

from core.database import Database
from core.privacy import mask
from desk.auth.permissions import Staff
from desk.duty import repository

TEXT_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """A note that waits for its reader; ``written_at`` in UTC."""

    shift_id: int
    text: str
    written_by: str
    written_at: datetime


async def write(database: Database, shift_id: int, text: str, staff: Staff, now: datetime) -> None:
    """Leave ``text`` (masked) to the next shift; a changed note is to be read again."""
    async with database.transaction() as db:
        log = await repository.log_of(db, shift_id)
        log.handover = mask(text.strip())[:TEXT_LIMIT]
        log.handover_by, log.handover_from, log.handover_at = staff.name, staff.id, now
        log.read_by, log.read_at = "", None


async def unread(database: Database, staff: Staff) -> list[Note]:
    """What ``staff`` should read before serving; nobody reads their own."""
    async with database.transaction() as db:
        rows = await repository.unread_notes(db, staff.id)
    return [
        Note(row.shift_id, row.handover, row.handover_by, row.handover_at) for row in rows if row.handover_at
    ]


async def acknowledge(database: Database, shift_id: int, written: str, staff: Staff, now: datetime) -> None:
    """Note who has read the note of the ISO time ``written``; the first one counts.

    A note that was changed since then has still to be read.
    """
    async with database.transaction() as db:
        log = await repository.log_of(db, shift_id)
        is_this = log.handover_at is not None and log.handover_at.isoformat() == written
        if is_this and log.read_at is None:
            log.read_by, log.read_at = staff.name, now
