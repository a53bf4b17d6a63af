"""The staff by name: who may be given a case, who has a conversation, whom a reminder reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from cases.schemas import Actor, ActorKind
from core.database import Database
from core.mail import is_address
from desk.auth import repository, session_service
from desk.auth.permissions import Permission, Staff


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff with an account; ``login`` is the e-mail address where it is one."""

    staff: Staff
    login: str
    active: bool


async def people(database: Database) -> tuple[Colleague, ...]:
    """Everybody with an account, those who have left as well: old records name them."""
    async with database.transaction() as session:
        return await people_in(session)


async def names(database: Database) -> dict[str, str]:
    """Names by id (``staff-3``)."""
    return {person.staff.id: person.staff.name for person in await people(database)}


def actor_of(staff: Staff) -> Actor:
    """``staff`` as the cases know them; those who approve count as the team of every case."""
    sees_all = staff.may(Permission.APPROVE_CASES)
    return Actor(ActorKind.STAFF, staff.id, staff.name, staff.unit, sees_all)


class AccountDirectory:
    """Who reads which mailbox, for `cases.staff_reminders`: accounts, and one mailbox above all units."""

    def __init__(self, mailbox: str | None) -> None:
        self._mailbox = mailbox

    async def addresses(self, session: AsyncSession, names: Sequence[str]) -> Mapping[str, str]:
        """See `StaffDirectory.addresses`."""
        return {
            person.staff.id: person.login
            for person in await people_in(session)
            if person.active and person.staff.id in names and is_address(person.login)
        }

    async def supervisors(self, session: AsyncSession, unit: str) -> Sequence[str]:
        """Those of the unit, else of all units, else the mailbox; see `StaffDirectory.supervisors`."""
        above = [
            person
            for person in await people_in(session)
            if person.active and person.staff.may(Permission.APPROVE_CASES) and is_address(person.login)
        ]
        own = [person.login for person in above if person.staff.unit == unit]
        return own or [person.login for person in above] or ([self._mailbox] if self._mailbox else [])


async def people_in(session: AsyncSession) -> tuple[Colleague, ...]:
    """As `people`, within a transaction of the caller."""
    rows = await repository.accounts(session)
    return tuple(Colleague(session_service.staff_of(row), row.login, row.active) for row in rows)
