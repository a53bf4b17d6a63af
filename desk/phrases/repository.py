"""Queries of the phrases."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.phrases.models import PhraseRow


async def of_owners(session: AsyncSession, owners: Sequence[str]) -> Sequence[PhraseRow]:
    """The phrases of ``owners``, by name; those of a person before those of everybody."""
    query = select(PhraseRow).where(PhraseRow.owner.in_(owners))
    return (await session.scalars(query.order_by(PhraseRow.owner.desc(), PhraseRow.name, PhraseRow.id))).all()


async def phrase(session: AsyncSession, phrase_id: int) -> PhraseRow | None:
    """A phrase."""
    return await session.get(PhraseRow, phrase_id)


async def count(session: AsyncSession, owner: str) -> int:
    """How many phrases somebody has."""
    query = select(func.count()).select_from(PhraseRow).where(PhraseRow.owner == owner)
    return int(await session.scalar(query) or 0)


async def remove(session: AsyncSession, phrase_id: int) -> None:
    """Forget a phrase."""
    await session.execute(delete(PhraseRow).where(PhraseRow.id == phrase_id))
