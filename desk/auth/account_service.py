"""Accounts of staff: added, disabled, reset, given another role."""

from datetime import datetime
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import NotFound, Problem
from desk.auth import audit_service, passwords, repository, throttle
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.models import AccountRow
from desk.auth.permissions import Role
from desk.auth.sign_in_service import normal_login

LONGEST_NAME = 60


class BadAccount(Problem):
    """The account cannot be made like this; ``fields`` says what to change."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def add(
    database: Database,
    login: str,
    name: str,
    unit: str,
    role: Role,
    password: str | None,
    origin: ActionOrigin,
    now: datetime,
    must_change: bool = True,
) -> int:
    """A new account; returns its id. Without ``password`` it signs in with OIDC only.

    Raises:
        BadAccount: the login is taken or empty, or the password too weak.
    """
    login, name, unit = normal_login(login), name.strip()[:LONGEST_NAME], unit.strip()[:LONGEST_NAME]
    problems = {
        "login": "請填帳號（電子郵件或代號，不含空白）" if not login or " " in login else "",
        "name": "" if name else "請填姓名",
        "role": "志工用值班 PIN 登入，不需要帳號" if role is Role.VOLUNTEER else "",
        "password": (password is not None and passwords.weakness(password, login, name)) or "",
    }
    kept = await passwords.hashed(password) if password is not None else ""
    async with database.transaction() as session:
        if await repository.account_by_login(session, login):
            problems["login"] = f"帳號 {login} 已經有人使用"
        if any(problems.values()):
            raise BadAccount("帳號沒有建立，請看欄位的說明", fields={k: v for k, v in problems.items() if v})
        row = new_row(login, name, unit, role, kept, must_change and password is not None, now)
        session.add(row)
        await session.flush()
        audit_service.note(session, Event.ACCOUNT_ADDED, origin, now, f"{login}（{role.label}）")
        return row.id


def new_row(
    login: str, name: str, unit: str, role: Role, password_hash: str, must_change: bool, now: datetime
) -> AccountRow:
    """An account that nobody has used yet."""
    return AccountRow(
        login=login,
        name=name,
        unit=unit,
        role=role,
        password_hash=password_hash,
        must_change=must_change,
        totp_step=0,
        active=True,
        created_at=now,
    )


async def change_password(
    database: Database, account_id: int, new: str, origin: ActionOrigin, now: datetime
) -> None:
    """Set a new password; every browser of the account is signed out.

    Raises:
        BadAccount: the new password is too weak or the same.
    """
    async with database.transaction() as session:
        row = await _existing(session, account_id)
    weak = passwords.weakness(new, row.login, row.name)
    if weak or await passwords.matches(new, row.password_hash):
        raise BadAccount("密碼沒有變更", fields={"new": weak or "新密碼不能和目前的一樣"})
    kept = await passwords.hashed(new)
    async with database.transaction() as session:
        row = await _existing(session, account_id)
        row.password_hash, row.must_change = kept, False
        await repository.end_sessions(session, account_id=account_id)
        audit_service.note(session, Event.PASSWORD_CHANGED, origin, now, row.login)


async def change_role(
    database: Database, account_id: int, role: Role, origin: ActionOrigin, now: datetime
) -> None:
    """Give an account another role; it has to sign in again.

    Raises:
        BadAccount: the last administrator would be lost, or the role is not for accounts.
    """
    if role is Role.VOLUNTEER:
        raise BadAccount("志工用值班 PIN 登入，不需要帳號")
    async with database.transaction() as session:
        row = await _existing(session, account_id)
        if role is not Role.ADMIN:
            await _keep_an_admin(session, row)
        row.role = role
        await repository.end_sessions(session, account_id=account_id)
        audit_service.note(session, Event.ROLE_CHANGED, origin, now, f"{row.login}（{role.label}）")


async def set_active(
    database: Database, account_id: int, active: bool, origin: ActionOrigin, now: datetime
) -> None:
    """Disable an account, which signs it out at once, or enable it again.

    Raises:
        BadAccount: the last administrator would be lost.
    """
    async with database.transaction() as session:
        row = await _existing(session, account_id)
        if not active:
            await _keep_an_admin(session, row)
            await repository.end_sessions(session, account_id=account_id)
        row.active = active
        event = Event.ACCOUNT_ENABLED if active else Event.ACCOUNT_DISABLED
        audit_service.note(session, event, origin, now, row.login)


async def reset(database: Database, secret: str, account_id: int, origin: ActionOrigin, now: datetime) -> str:
    """A new first password, to be changed at sign-in; the second factor is set up anew, waits are over.

    Returns the password, which is shown once and kept nowhere.
    """
    password = passwords.random_password()
    kept = await passwords.hashed(password)
    async with database.transaction() as session:
        row = await _existing(session, account_id)
        row.password_hash, row.must_change, row.totp_secret, row.totp_step = kept, True, None, 0
        await repository.replace_recovery_codes(session, account_id, ())
        await repository.end_sessions(session, account_id=account_id)
        await throttle.forget(session, throttle.key_of(secret, "password", row.login))
        await throttle.forget(session, throttle.key_of(secret, "code", row.login))
        audit_service.note(session, Event.ACCOUNT_RESET, origin, now, row.login)
    return password


async def listed(database: Database) -> list[AccountRow]:
    """All accounts."""
    async with database.transaction() as session:
        return await repository.accounts(session)


async def find(database: Database, login: str) -> AccountRow:
    """The account of a login.

    Raises:
        NotFound: there is none.
    """
    async with database.transaction() as session:
        row = await repository.account_by_login(session, normal_login(login))
    if row is None:
        raise NotFound(f"沒有帳號 {login}；全部帳號請看 labordesk user list")
    return row


async def _existing(session: AsyncSession, account_id: int) -> AccountRow:
    row = await repository.account(session, account_id)
    if row is None:
        raise NotFound("沒有這個帳號")
    return row


async def _keep_an_admin(session: AsyncSession, row: AccountRow) -> None:
    if await repository.active_admins(session) == [row.id]:
        raise BadAccount("至少要留一位系統管理：請先把別的帳號設為系統管理")
