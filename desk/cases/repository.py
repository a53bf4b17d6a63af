"""Queries of the lists of cases that people keep, and of who has a case open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.auth.permissions import Staff
from desk.cases.models import CaseViewingRow, CaseViewRow

# A page that has not been heard of for so long is closed.
OPEN_FOR = timedelta(seconds=45)


async def views_of(session: AsyncSession, owner: str) -> Sequence[CaseViewRow]:
    """The lists of somebody, by name."""
    query = select(CaseViewRow).where(CaseViewRow.owner == owner).order_by(CaseViewRow.name)
    return (await session.scalars(query)).all()


async def keep_view(session: AsyncSession, owner: str, name: str, query: str) -> None:
    """Keep a list; one of the same name is replaced."""
    statement = insert_into(session, CaseViewRow).values(owner=owner, name=name, query=query)
    changed = {"query": query}
    await session.execute(statement.on_conflict_do_update(index_elements=["owner", "name"], set_=changed))


async def remove_view(session: AsyncSession, owner: str, view_id: int) -> None:
    """Forget a list of somebody."""
    await session.execute(delete(CaseViewRow).where(CaseViewRow.owner == owner, CaseViewRow.id == view_id))


async def others_viewing(session: AsyncSession, case_id: str, staff: Staff, now: datetime) -> tuple[str, ...]:
    """Note that ``staff`` has the case open; gives the names of the others who have.

    Two people do not answer one citizen without knowing of each other.
    """
    seen = {"name": staff.name, "seen_at": now}
    await session.execute(delete(CaseViewingRow).where(CaseViewingRow.seen_at < now - OPEN_FOR))
    statement = insert_into(session, CaseViewingRow).values(case_id=case_id, staff=staff.id, **seen)
    await session.execute(statement.on_conflict_do_update(index_elements=["case_id", "staff"], set_=seen))
    others = (CaseViewingRow.case_id == case_id, CaseViewingRow.staff != staff.id)
    names = select(CaseViewingRow.name).where(*others).order_by(CaseViewingRow.name)
    return tuple(await session.scalars(names))
