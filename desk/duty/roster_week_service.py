"""A whole week of the roster in one form: names are chosen, what did not change stays as it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from http import HTTPStatus

from core.database import Database
from core.errors import Problem
from desk.auth.shift_service import Slot
from desk.duty import repository
from desk.duty.models import RosterRow
from desk.duty.roster_service import NAME_LIMIT, BadRoster, RosterSlot, Week

# Whoever has not served for so long is no longer offered.
KNOWN_FOR = timedelta(days=180)
LINES = 3  # people in one slot


class ChangedMeanwhile(Problem):
    """Somebody else has changed the same week."""

    status = HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person in a slot; ``name`` is that of its fields."""

    name: str
    person: str
    deputy: str


def lines(week: Week) -> dict[tuple[Slot, date], tuple[RosterLine, ...]]:
    """The lines of the form by slot and day: everybody who serves, and one more that is empty."""
    shown = {}
    for slot, cells in week.rows.items():
        for cell in cells:
            served = [(duty.person, duty.deputy) for duty in cell.duties]
            count = max(len(served), min(len(served) + 1, LINES))
            served += [("", "")] * (count - len(served))
            shown[slot, cell.day] = tuple(
                RosterLine(f"{cell.day}.{slot}.{place}", *pair) for place, pair in enumerate(served)
            )
    return shown


def _cells(week: Week) -> Iterator[RosterSlot]:
    return (cell for cells in week.rows.values() for cell in cells)


def mark(week: Week) -> str:
    """What the week holds, so that nobody overwrites what they have not seen."""
    held = sorted(
        (cell.day, cell.slot, duty.person, duty.deputy) for cell in _cells(week) for duty in cell.duties
    )
    return sha256(repr(held).encode()).hexdigest()[:16]


def read(
    week: Week, posted: Mapping[str, str], known: Iterable[str], deputies: Mapping[str, str]
) -> dict[tuple[date, Slot], dict[str, str]]:
    """The deputies by person for each slot; who has none chosen keeps the one they had last.

    Raises:
        BadRoster: a name that nobody knows, somebody twice in a slot, or as their own deputy.
    """
    served_now = {
        name for cell in _cells(week) for duty in cell.duties for name in (duty.person, duty.deputy)
    }
    names = {*known, *served_now, ""}
    wanted: dict[tuple[date, Slot], dict[str, str]] = {}
    for (slot, day), filled in lines(week).items():
        served = wanted.setdefault((day, slot), {})
        for line in filled:
            person, deputy = posted.get(f"{line.name}.person", ""), posted.get(f"{line.name}.deputy", "")
            if {person, deputy} - names:
                raise BadRoster("名單上沒有這個人，請先加進名單。")
            if not person:
                continue
            if person in served:
                raise BadRoster(f"{day:%m/%d} {slot.label}：{person} 排了兩次。")
            is_new = person != line.person
            deputy = deputy or (deputies.get(person, "") if is_new else "")
            if deputy == person:
                raise BadRoster(f"{day:%m/%d} {slot.label}：代理人不能是值班人自己。")
            served[person] = deputy
    return wanted


async def known(database: Database, staff_names: Iterable[str], today: date) -> tuple[str, ...]:
    """The names to choose from: accounts, who was added, who has served."""
    async with database.transaction() as session:
        others = await repository.known_people(session, today - KNOWN_FOR)
    return tuple(sorted({*staff_names, *others}))


async def add(database: Database, name: str) -> None:
    """A name to choose from now on.

    Raises:
        BadRoster: it is empty or too long.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_LIMIT:
        raise BadRoster(f"請寫 1 到 {NAME_LIMIT} 個字的姓名")
    async with database.transaction() as session:
        await repository.add_person(session, name)


async def deputies(database: Database, before: date) -> dict[str, str]:
    """Who stood in last for whom."""
    async with database.transaction() as session:
        return await repository.last_deputies(session, before)


async def save(database: Database, wanted: Mapping[tuple[date, Slot], Mapping[str, str]]) -> None:
    """Make the slots of ``wanted`` hold these people and no others."""
    days = [day for day, _ in wanted]
    async with database.transaction() as session:
        for row in await repository.roster_between(session, min(days), max(days)):
            if row.person not in _served(wanted, row):
                await repository.take_off_roster(session, row.id)
        for (day, slot), served in wanted.items():
            for person, deputy in served.items():
                await repository.put_on_roster(session, day, slot, person, deputy)


def _served(wanted: Mapping[tuple[date, Slot], Mapping[str, str]], row: RosterRow) -> Mapping[str, str]:
    return wanted.get((row.day, Slot(row.slot)), {row.person: row.deputy})
