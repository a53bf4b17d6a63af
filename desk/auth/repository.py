"""Queries of accounts, sessions and failed sign-ins."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.auth.models import AccountAuditRow, AccountRow, RecoveryCodeRow, SessionRow, ShiftRow, ThrottleRow
from desk.auth.permissions import Role


async def keep_theme(session: AsyncSession, account_id: int, theme: str) -> None:
    """How somebody likes the desk to look."""
    await session.execute(update(AccountRow).where(AccountRow.id == account_id).values(theme=theme))


async def account_by_login(session: AsyncSession, login: str) -> AccountRow | None:
    """The account of ``login``, active or not."""
    row: AccountRow | None = await session.scalar(select(AccountRow).where(AccountRow.login == login))
    return row


async def account(session: AsyncSession, account_id: int) -> AccountRow | None:
    """An account by its id, locked until the transaction ends."""
    query = select(AccountRow).where(AccountRow.id == account_id).with_for_update()
    row: AccountRow | None = await session.scalar(query)
    return row


async def accounts(session: AsyncSession) -> list[AccountRow]:
    """All accounts, the active ones first, by login."""
    return list(
        await session.scalars(select(AccountRow).order_by(AccountRow.active.desc(), AccountRow.login))
    )


async def active_admins(session: AsyncSession) -> list[int]:
    """Ids of the accounts that can manage accounts, locked so that two cannot remove the last one."""
    query = select(AccountRow.id).where(AccountRow.active, AccountRow.role == Role.ADMIN).with_for_update()
    return list(await session.scalars(query))


async def replace_recovery_codes(session: AsyncSession, account_id: int, hashes: Iterable[str]) -> None:
    """Give an account these recovery codes and no others."""
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(RecoveryCodeRow(account_id=account_id, code_hash=code_hash) for code_hash in hashes)


async def use_recovery_code(session: AsyncSession, account_id: int, code_hash: str) -> bool:
    """Whether the account had this recovery code; it has it no longer."""
    mine = (RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.code_hash == code_hash)
    gone = await session.execute(delete(RecoveryCodeRow).where(*mine))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


async def shift_of(session: AsyncSession, day: date, slot: str) -> ShiftRow | None:
    """The shift of a day and slot, open or not, locked until the transaction ends."""
    query = select(ShiftRow).where(ShiftRow.day == day, ShiftRow.slot == slot).with_for_update()
    row: ShiftRow | None = await session.scalar(query)
    return row


async def open_shifts(session: AsyncSession, now: datetime) -> list[ShiftRow]:
    """The shifts that are open at ``now``, the newest first."""
    is_open = (ShiftRow.closed_at.is_(None), ShiftRow.ends_at > now)
    return list(await session.scalars(select(ShiftRow).where(*is_open).order_by(ShiftRow.opened_at.desc())))


async def latest_shifts(session: AsyncSession, limit: int) -> list[ShiftRow]:
    """The latest shifts, the newest first."""
    query = select(ShiftRow).order_by(ShiftRow.day.desc(), ShiftRow.opened_at.desc()).limit(limit)
    return list(await session.scalars(query))


async def note_joined(session: AsyncSession, shift_id: int, name: str) -> None:
    """Note once that somebody serves in a shift."""
    row = await session.scalar(select(ShiftRow).where(ShiftRow.id == shift_id).with_for_update())
    if row is not None and name not in row.people.splitlines():
        row.people = f"{row.people}\n{name}".strip()


async def session_with_owner(
    session: AsyncSession, token_hash: str
) -> tuple[SessionRow, AccountRow | None, ShiftRow | None] | None:
    """A session with the account or the shift it belongs to."""
    query = (
        select(SessionRow, AccountRow, ShiftRow)
        .outerjoin(AccountRow, SessionRow.account_id == AccountRow.id)
        .outerjoin(ShiftRow, SessionRow.shift_id == ShiftRow.id)
        .where(SessionRow.token_hash == token_hash)
    )
    found = (await session.execute(query)).first()
    return (found[0], found[1], found[2]) if found else None


async def open_sessions(
    session: AsyncSession, now: datetime, seen_after: datetime, step: str
) -> Sequence[AccountRow]:
    """The active accounts with a session at ``step`` that is not over."""
    query = (
        select(AccountRow)
        .join(SessionRow, SessionRow.account_id == AccountRow.id)
        .where(AccountRow.active, SessionRow.step == step)
        .where(SessionRow.ends_at > now, SessionRow.seen_at > seen_after)
        .distinct()
    )
    return (await session.scalars(query)).all()


async def touch(session: AsyncSession, token_hash: str, now: datetime) -> None:
    """Note that a session was used."""
    await session.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values(seen_at=now))


async def end_session(session: AsyncSession, token_hash: str) -> bool:
    """Sign one browser out; False when it was."""
    done = await session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def end_sessions(
    session: AsyncSession, *, account_id: int | None = None, shift_id: int | None = None
) -> None:
    """Sign every browser of an account, or of a shift, out."""
    mine = SessionRow.account_id == account_id if account_id else SessionRow.shift_id == shift_id
    await session.execute(delete(SessionRow).where(mine))


async def forget_old_sessions(session: AsyncSession, now: datetime, idle_since: datetime) -> None:
    """Delete the sessions that are over."""
    await session.execute(
        delete(SessionRow).where(or_(SessionRow.ends_at <= now, SessionRow.seen_at <= idle_since))
    )


async def forget_failures(session: AsyncSession, before: datetime) -> None:
    """Delete the failed sign-ins that no longer count."""
    await session.execute(delete(ThrottleRow).where(ThrottleRow.failed_at < before))


async def failures_of(session: AsyncSession, key: str) -> ThrottleRow | None:
    """The failures counted under a key."""
    return await session.get(ThrottleRow, key)


async def count_failure(session: AsyncSession, key: str, known: int, now: datetime) -> bool:
    """One more than the ``known`` failures; False when somebody else was counted meanwhile."""
    if known == 0:
        first = insert_into(session, ThrottleRow).values(key=key, failures=1, failed_at=now)
        done = await session.execute(first.on_conflict_do_nothing())
    else:
        unchanged = (ThrottleRow.key == key, ThrottleRow.failures == known)
        more = update(ThrottleRow).where(*unchanged).values(failures=known + 1, failed_at=now)
        done = await session.execute(more)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def clear_failures(session: AsyncSession, key: str) -> None:
    """Count from the beginning again."""
    await session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))


async def latest_events(
    session: AsyncSession,
    limit: int,
    before: int | None,
    event: str | None = None,
    who: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[AccountAuditRow]:
    """The newest events of the audit that fit, or those before the event with id ``before``."""
    query = select(AccountAuditRow).order_by(AccountAuditRow.id.desc()).limit(limit)
    if before:
        query = query.where(AccountAuditRow.id < before)
    if event:
        query = query.where(AccountAuditRow.event == event)
    if who:
        named = [
            column.icontains(who, autoescape=True)
            for column in (AccountAuditRow.who, AccountAuditRow.subject)
        ]
        query = query.where(or_(*named))
    if since:
        query = query.where(AccountAuditRow.at >= since)
    if until:
        query = query.where(AccountAuditRow.at < until)
    return list(await session.scalars(query))
