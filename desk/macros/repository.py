"""Queries of the macros. Every function takes the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.macros.models import MacroRow


async def macros(session: AsyncSession) -> Sequence[MacroRow]:
    """All macros, by name."""
    return (await session.scalars(select(MacroRow).order_by(MacroRow.name))).all()


async def by_name(session: AsyncSession, name: str) -> MacroRow | None:
    """The macro of that name."""
    return (await session.scalars(select(MacroRow).where(MacroRow.name == name))).first()


async def macro(session: AsyncSession, macro_id: int) -> MacroRow | None:
    """A macro."""
    return await session.get(MacroRow, macro_id)


async def remove(session: AsyncSession, macro_id: int) -> None:
    """Forget a macro."""
    await session.execute(delete(MacroRow).where(MacroRow.id == macro_id))
