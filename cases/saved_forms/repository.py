"""Queries on saved forms. Every function takes the caller's transaction."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.saved_forms.models import SavedFormRow


async def valid(session: AsyncSession, token_hash: str, now: datetime) -> SavedFormRow | None:
    """The form behind a link that has not expired."""
    query = select(SavedFormRow).where(SavedFormRow.token_hash == token_hash, SavedFormRow.expires_at > now)
    row: SavedFormRow | None = await session.scalar(query)
    return row


async def by_hash(session: AsyncSession, token_hash: str) -> SavedFormRow | None:
    """The form behind a link, expired or not."""
    row: SavedFormRow | None = await session.get(SavedFormRow, token_hash)
    return row


async def discard(session: AsyncSession, token_hash: str) -> None:
    """Forget one form."""
    await session.execute(delete(SavedFormRow).where(SavedFormRow.token_hash == token_hash))


async def discard_of(session: AsyncSession, conversation_id: str) -> None:
    """Forget the forms of a conversation."""
    await session.execute(delete(SavedFormRow).where(SavedFormRow.conversation_id == conversation_id))


async def discard_expired(session: AsyncSession, now: datetime) -> int:
    """Forget the forms whose links have expired; returns how many."""
    gone = await session.execute(delete(SavedFormRow).where(SavedFormRow.expires_at <= now))
    return int(gone.rowcount)  # type: ignore[attr-defined]
