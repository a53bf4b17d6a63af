"""Queries on the keys of other systems. Every function takes the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.integrations.models import ApiKeyRow


async def keys(session: AsyncSession) -> Sequence[ApiKeyRow]:
    """All of them, the newest first."""
    return (await session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id.desc()))).all()


async def key(session: AsyncSession, key_id: int) -> ApiKeyRow | None:
    """One key, to be changed."""
    return await session.get(ApiKeyRow, key_id, with_for_update=True, populate_existing=True)


async def key_by_digest(session: AsyncSession, digest: str) -> ApiKeyRow | None:
    """The key with this hash."""
    row: ApiKeyRow | None = await session.scalar(select(ApiKeyRow).where(ApiKeyRow.digest == digest))
    return row
