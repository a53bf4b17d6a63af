"""The duty log (值班工作紀錄): a shift with its people, counts, incidents and hand-over."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from core.database import Database
from core.errors import Problem
from core.masking import mask
from desk.auth import shift_service
from desk.auth.shift_service import Shift
from desk.counter import service as counter
from desk.counter.service import Tally
from desk.duty import repository
from desk.duty.models import IncidentRow, LogRow, ShiftReadRow

INCIDENT_LIMIT = 500
PEOPLE_LIMIT = 300


class BadLog(Problem):
    """What should be written is empty or too long."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class DutyLog:
    """Everything about one shift, as shown and printed."""

    shift: Shift
    people: str
    tallies: tuple[Tally, ...]
    incidents: tuple[IncidentRow, ...]
    notes: LogRow | None
    readers: tuple[ShiftReadRow, ...]

    @property
    def total(self) -> int:
        """All people of the shift."""
        return sum(tally.total for tally in self.tallies)


async def read(database: Database, shift_id: int) -> DutyLog:
    """The log of a shift; people who signed in with its PIN are its people until somebody edits them.

    Raises:
        NotFound: there is no such shift.
    """
    shift = await shift_service.get(database, shift_id)
    tallies = await counter.tallies(database, shift_id)
    async with database.transaction() as session:
        notes = await repository.existing_log(session, shift_id)
        incidents = await repository.incidents_of(session, shift_id)
        readers = tuple(await repository.readers(session, notes)) if notes else ()
    people = notes.people if notes and notes.people else "、".join(shift.people)
    return DutyLog(shift, people, tuple(tallies), tuple(incidents), notes, readers)


async def set_people(database: Database, shift_id: int, people: str) -> None:
    """Who served, in the words of the shift."""
    async with database.transaction() as session:
        log = await repository.log_of(session, shift_id)
        log.people = " ".join(people.split())[:PEOPLE_LIMIT]


async def add_incident(database: Database, shift_id: int, text: str, by: str, now: datetime) -> None:
    """Note something out of the ordinary (masked).

    Raises:
        BadLog: the text is empty or too long.
    """
    text = text.strip()
    if not 0 < len(text) <= INCIDENT_LIMIT:
        raise BadLog(f"請用 1 到 {INCIDENT_LIMIT} 字寫下發生什麼事、怎麼處理")
    async with database.transaction() as session:
        session.add(IncidentRow(shift_id=shift_id, at=now, text=mask(text), noted_by=by))
