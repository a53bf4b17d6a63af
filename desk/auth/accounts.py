"""Accounts of staff: added, disabled, reset, given another role."""

from datetime import datetime
from http import HTTPStatus

from core.database import Database
from core.errors import Problem
from desk.auth import audit, passwords, repository
from desk.auth.audit import Event, Origin
from desk.auth.models import AccountRow
from desk.auth.permissions import Role
from desk.auth.signing_in import normal_login

_LONGEST_NAME = 60


class BadAccount(Problem):
    """The account cannot be made like this; ``fields`` says what to change."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def add(
    database: Database,
    login: str,
    name: str,
    unit: str,
    role: Role,
    password: str,
    origin: Origin,
    now: datetime,
    must_change: bool = True,
) -> int:
    """A new account; returns its id.

    Raises:
        BadAccount: the login is taken or empty, or the password too weak.
    """
    login, name, unit = normal_login(login), name.strip()[:_LONGEST_NAME], unit.strip()[:_LONGEST_NAME]
    problems = {
        "login": "請填帳號（電子郵件或代號，不含空白）" if not login or " " in login else "",
        "name": "" if name else "請填姓名",
        "role": "志工用值班 PIN 登入，不需要帳號" if role is Role.VOLUNTEER else "",
        "password": passwords.weakness(password, login, name) or "",
    }
    kept = await passwords.hashed(password)
    async with database.transaction() as db:
        if await repository.account_by_login(db, login):
            problems["login"] = f"帳號 {login} 已經有人使用"
        if any(problems.values()):
            raise BadAccount("帳號沒有建立，請看欄位的說明", fields={k: v for k, v in problems.items() if v})
        row = AccountRow(
            login=login,
            name=name,
            unit=unit,
            role=role,
            password_hash=kept,
            must_change=must_change,
            totp_step=0,
            active=True,
            created_at=now,
        )
        db.add(row)
        await db.flush()
        audit.note(db, Event.ACCOUNT_ADDED, origin, now, f"{login}（{role.label}）")
        return row.id
