"""Who is served at the counter: people are counted, not entries, and what is done belongs to one of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import TAIPEI
from core.database import Database
from core.errors import Problem
from desk.counter import repository
from desk.counter.models import UseRow, VisitRow
from desk.counter.service import ContactKind

MOST_AT_ONCE = 500
# After so long without a look-up somebody else stands at the counter.
SAME_PERSON = timedelta(minutes=15)


class VisitOutcome(StrEnum):
    """What was done for a person."""

    OPENED = repository.OPENED
    PRINTED = "printed"
    REFERRED = "referred"
    NOT_FOUND = "not_found"


class BadCount(Problem):
    """A count that cannot be right, or nothing to undo."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Counter:
    """Who serves: the person (`desk.autosave.service.person_of`) and the shift, if one is open."""

    server: str
    shift_id: int | None


async def note(
    database: Database, at: Counter, done: VisitOutcome, now: datetime, entry_id: str = "", topic: str = ""
) -> None:
    """Something was done for the person who is served; the first topic is what they came for."""
    async with database.transaction() as session:
        visit = await _current(session, at, now) or await _begin(session, at, await _kind(session, at), now)
        visit.topic, visit.last_at = visit.topic or topic, now
        if not await repository.was_used(session, visit.id, entry_id, done):
            day = now.astimezone(TAIPEI).date()
            session.add(
                UseRow(
                    visit_id=visit.id,
                    shift_id=at.shift_id,
                    day=day,
                    entry_id=entry_id,
                    topic=topic,
                    kind=done,
                    at=now,
                )
            )


async def next_person(database: Database, at: Counter, now: datetime) -> None:
    """Somebody else is served from now on, in the same way."""
    async with database.transaction() as session:
        await _begin(session, at, await _kind(session, at), now)


async def switch(database: Database, at: Counter, kind: ContactKind, now: datetime) -> None:
    """The person who is served asks in this way; so do those who follow, until it is switched again."""
    async with database.transaction() as session:
        visit = await _current(session, at, now) or await _begin(session, at, kind, now)
        visit.kind, visit.last_at = kind, now


async def kind_now(database: Database, at: Counter) -> ContactKind:
    """The way in which the people of this counter ask at the moment."""
    async with database.transaction() as session:
        return await _kind(session, at)


async def add(
    database: Database, at: Counter, topic: str, kind: ContactKind, people: int, now: datetime
) -> None:
    """Add people who needed no entry.

    Raises:
        BadCount: nobody, or more than a shift can serve.
    """
    if not 1 <= people <= MOST_AT_ONCE:
        raise BadCount(f"人數請填 1 到 {MOST_AT_ONCE}；填錯時按「復原」")
    async with database.transaction() as session:
        visit = await _begin(session, at, kind, now)
        visit.topic, visit.people, visit.by_hand = topic, people, True


async def undo(database: Database, at: Counter, now: datetime) -> None:
    """The last count of this counter was a mistake: it counts no more.

    Raises:
        BadCount: there is none.
    """
    async with database.transaction() as session:
        visit = await repository.last_visit(session, at.server, at.shift_id)
        if visit is None:
            raise BadCount("沒有可以復原的：您在這一班還沒有計過人")
        visit.undone_at = now


async def _current(session: AsyncSession, at: Counter, now: datetime) -> VisitRow | None:
    visit = await repository.last_visit(session, at.server, at.shift_id)
    is_here = visit is not None and not visit.by_hand and now - visit.last_at < SAME_PERSON
    return visit if is_here else None


async def _kind(session: AsyncSession, at: Counter) -> ContactKind:
    visit = await repository.last_visit(session, at.server, at.shift_id)
    return ContactKind(visit.kind) if visit is not None and not visit.by_hand else ContactKind.COUNTER


async def _begin(session: AsyncSession, at: Counter, kind: ContactKind, now: datetime) -> VisitRow:
    visit = VisitRow(
        shift_id=at.shift_id,
        day=now.astimezone(TAIPEI).date(),
        server=at.server,
        kind=kind,
        topic="",
        people=1,
        by_hand=False,
        began_at=now,
        last_at=now,
    )
    session.add(visit)
    await session.flush()
    return visit
