"""Queries of the lists of cases that people keep."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.cases.models import CaseViewRow


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
