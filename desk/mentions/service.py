"""Who is named in a note with ``@``, and what waits for the person who was."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import Problem
from desk.auth.permissions import Staff
from desk.mentions import repository
from desk.mentions.models import MentionRow
from desk.people import Colleague
from desk.phrases.service import Insertable

OFFERED = 8
MayRead = Callable[[Staff], bool]


class BadMention(Problem):
    """Somebody is named who may not read what the note is about."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Mention:
    """``author`` named somebody in a note at ``place``."""

    author: str
    place: str
    name: str


def handles(everybody: Sequence[Colleague]) -> dict[str, Staff]:
    """What is written after ``@`` for each who is active: the name, with the unit where two have the same."""
    active = [person.staff for person in everybody if person.active]
    count = Counter(staff.name for staff in active)
    return {
        staff.name if count[staff.name] == 1 else f"{staff.name}（{staff.unit}）": staff for staff in active
    }


def offered(
    everybody: Sequence[Colleague], words: str, me: Staff, may_read: MayRead
) -> tuple[Insertable, ...]:
    """Who can be named and has ``words`` in name or unit."""
    fitting = [
        Insertable(staff.name, staff.unit or staff.role.label, f"@{handle} ")
        for handle, staff in handles(everybody).items()
        if staff.id != me.id and may_read(staff) and words in f"{handle}{staff.unit}"
    ]
    return tuple(fitting[:OFFERED])


def named(text: str, everybody: Sequence[Colleague], me: Staff, may_read: MayRead) -> tuple[Staff, ...]:
    """Whom ``text`` names, each once.

    Raises:
        BadMention: one of them may not read it.
    """
    found = []
    for handle, staff in sorted(handles(everybody).items(), key=lambda known: -len(known[0])):
        if f"@{handle}" in text and staff.id != me.id:
            found.append(staff)
            text = text.replace(f"@{handle}", "")
    outside = [staff.name for staff in found if not may_read(staff)]
    if outside:
        raise BadMention(f"{'、'.join(outside)} 看不到這裡，不能提到；請改提承辦這件事的同仁。")
    return tuple(found)


def keep(
    session: AsyncSession, people: Sequence[Staff], author: Staff, place: str, name: str, now: datetime
) -> None:
    """Let ``people`` know of a note at ``place``, in the transaction that keeps the note."""
    session.add_all(
        MentionRow(staff=one.id, author=author.name, place=place, name=name, at=now) for one in people
    )


async def waiting(database: Database, staff: Staff) -> tuple[Mention, ...]:
    """Where ``staff`` was named and has not looked, each place once, the newest first."""
    async with database.transaction() as session:
        rows = await repository.unseen(session, staff.id)
    found: dict[str, Mention] = {}
    for row in rows:
        found.setdefault(row.place, Mention(row.author, row.place, row.name))
    return tuple(found.values())


async def seen(database: Database, staff: Staff, place: str, now: datetime) -> None:
    """``staff`` looks at the place."""
    async with database.transaction() as session:
        await repository.see(session, staff.id, place, now)
