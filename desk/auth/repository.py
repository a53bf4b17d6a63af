"""Queries of accounts, sessions and failed sign-ins."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.auth.models import AccountRow, SessionRow, ShiftRow


async def account_by_login(db: AsyncSession, login: str) -> AccountRow | None:
    """The account of ``login``, active or not."""
    row: AccountRow | None = await db.scalar(select(AccountRow).where(AccountRow.login == login))
    return row


async def session_with_owner(
    db: AsyncSession, token_hash: str
) -> tuple[SessionRow, AccountRow | None, ShiftRow | None] | None:
    """A session with the account or the shift it belongs to."""
    query = (
        select(SessionRow, AccountRow, ShiftRow)
        .outerjoin(AccountRow, SessionRow.account_id == AccountRow.id)
        .outerjoin(ShiftRow, SessionRow.shift_id == ShiftRow.id)
        .where(SessionRow.token_hash == token_hash)
    )
    found = (await db.execute(query)).first()
    return (found[0], found[1], found[2]) if found else None


async def touch(db: AsyncSession, token_hash: str, now: datetime) -> None:
    """Note that a session was used."""
    await db.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(seen_at=now))


async def end_session(db: AsyncSession, token_hash: str) -> None:
    """Sign one browser out."""
    await db.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))


async def end_sessions(
    db: AsyncSession, *, account_id: int | None = None, shift_id: int | None = None
) -> None:
    """Sign every browser of an account, or of a shift, out."""
    mine = SessionRow.account_id == account_id if account_id else SessionRow.shift_id == shift_id
    await db.execute(delete(SessionRow).where(mine))


async def forget_old_sessions(db: AsyncSession, now: datetime, idle_since: datetime) -> None:
    """Delete the sessions that are over."""
    await db.execute(
        delete(SessionRow).where(or_(SessionRow.ends_at <= now, SessionRow.seen_at <= idle_since))
    )
