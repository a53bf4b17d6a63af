"""The roster: who serves when, noon service (中午不打烊) included; gaps are warned of in time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus

from core.calendar import Calendar
from core.calendar_service import read_calendar
from core.clock import TAIPEI
from core.database import Database
from core.errors import Problem
from desk.auth.shift_service import Slot
from desk.duty import repository
from desk.duty.models import RosterRow

SLOTS = (Slot.MORNING, Slot.NOON, Slot.AFTERNOON)
NAME_LIMIT = 30
_YEARS = 10


class BadRoster(Problem):
    """Nobody can serve like this."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody in a slot; ``deputy`` stands in, or is empty."""

    id: int
    person: str
    deputy: str


@dataclass(frozen=True, slots=True)
class RosterSlot:
    """One slot of one day."""

    day: date
    slot: Slot
    duties: tuple[Duty, ...]
    is_closed: bool

    @property
    def is_gap(self) -> bool:
        """Whether the counter would be open with nobody at it."""
        return not self.is_closed and not self.duties

    @property
    def lacks_deputy(self) -> bool:
        """Whether one person serves alone, and nobody stands in."""
        return len(self.duties) == 1 and not self.duties[0].deputy


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Friday, and a day of the week-end on which the bureau works or somebody serves.

    ``closures`` says why the bureau rests on a day, unless it is only the week-end.
    """

    monday: date
    days: tuple[date, ...]
    rows: Mapping[Slot, tuple[RosterSlot, ...]]
    closures: Mapping[date, str]

    @property
    def gaps(self) -> tuple[RosterSlot, ...]:
        """The slots without anybody, in the order of the days."""
        cells = [cell for row in self.rows.values() for cell in row if cell.is_gap]
        return tuple(sorted(cells, key=lambda cell: (cell.day, SLOTS.index(cell.slot))))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def read_week(text: str, today: date) -> date:
    """The Monday of the week that has the day ``text`` (ISO), else of today's."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    return monday_of(day if abs(day.year - today.year) <= _YEARS else today)


def week_of(monday: date, rows: Iterable[RosterRow], calendar: Calendar) -> Week:
    """The week as a table; pure."""
    served: dict[tuple[date, str], list[Duty]] = {}
    for row in rows:
        served.setdefault((row.day, row.slot), []).append(Duty(row.id, row.person, row.deputy))
    every = [monday + timedelta(days=offset) for offset in range(7)]
    rests = calendar.is_closed
    days = tuple(
        d for d in every if d.weekday() < 5 or not rests(d) or any((d, slot) in served for slot in SLOTS)
    )
    table = {
        slot: tuple(RosterSlot(d, slot, tuple(served.get((d, slot), ())), rests(d)) for d in days)
        for slot in SLOTS
    }
    return Week(monday, days, table, {d: why for d in days if (why := calendar.holiday(d))})


def slot_at(now: datetime) -> Slot | None:
    """The slot of the roster that ``now`` is in, None outside them."""
    here = now.astimezone(TAIPEI).time()
    hours = ((slot, slot.hours) for slot in SLOTS)
    return next((slot for slot, span in hours if span and span[0] <= here < span[1]), None)


async def week(database: Database, monday: date) -> Week:
    """The roster of a week."""
    async with database.transaction() as session:
        rows = await repository.roster_between(session, monday, monday + timedelta(days=6))
        calendar = await read_calendar(session)
    return week_of(monday, rows, calendar)


async def on_duty(database: Database, now: datetime) -> tuple[Slot | None, tuple[Duty, ...]]:
    """The slot of ``now`` and who serves in it; nobody does while the bureau rests."""
    slot, today = slot_at(now), now.astimezone(TAIPEI).date()
    if slot is None:
        return None, ()
    async with database.transaction() as session:
        if (await read_calendar(session)).is_closed(today):
            return None, ()
        rows = await repository.roster_between(session, today, today)
    return slot, tuple(Duty(r.id, r.person, r.deputy) for r in rows if r.slot == slot)


async def put(database: Database, day: date, slot: Slot, person: str, deputy: str) -> None:
    """Somebody serves; for somebody who serves already, the deputy changes.

    Raises:
        BadRoster: the name is missing, or somebody would stand in for themselves.
    """
    person, deputy = (" ".join(name.split())[:NAME_LIMIT] for name in (person, deputy))
    if slot not in SLOTS:
        raise BadRoster("輪值表只排上午、中午、下午；加開的班由承辦當天開班")
    if not person:
        raise BadRoster("請填值班人姓名")
    if deputy == person:
        raise BadRoster("代理人不能是值班人自己")
    async with database.transaction() as session:
        await repository.put_on_roster(session, day, slot, person, deputy)


async def take_off(database: Database, row_id: int) -> None:
    """Somebody does not serve after all; it may be gone already."""
    async with database.transaction() as session:
        await repository.take_off_roster(session, row_id)


async def copy_week(database: Database, monday: date) -> int:
    """Fill a week's empty slots as in the week before; returns how many people were put in.

    Days on which the bureau is closed stay empty.
    """
    earlier = monday - timedelta(days=7)
    async with database.transaction() as session:
        before = await repository.roster_between(session, earlier, earlier + timedelta(days=6))
        here = await repository.roster_between(session, monday, monday + timedelta(days=6))
        rests = (await read_calendar(session)).is_closed
        taken = {(row.day, row.slot) for row in here}
        fresh = [(row.day + timedelta(days=7), row) for row in before]
        fresh = [(day, row) for day, row in fresh if (day, row.slot) not in taken and not rests(day)]
        for day, row in fresh:
            await repository.put_on_roster(session, day, row.slot, row.person, row.deputy)
    return len(fresh)
