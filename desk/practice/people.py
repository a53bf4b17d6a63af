"""The invented staff: one of each role with an account, made when they are first needed."""

from datetime import datetime

from core.database import Database
from desk.auth import account_service, repository
from desk.auth.audit_service import ActionOrigin
from desk.auth.permissions import Role

UNIT = "勞動條件科"
NAMES = {
    Role.VOLUNTEER: "練習志工",
    Role.CLERK: "練習承辦",
    Role.CURATOR: "練習題庫",
    Role.SUPERVISOR: "練習督導",
    Role.ADMIN: "練習系統",
}


def login_of(role: Role) -> str:
    """The login of the invented person of ``role``; nobody can sign in with it by password."""
    return f"practice-{role}"


async def account_of(database: Database, role: Role, origin: ActionOrigin, now: datetime) -> int:
    """The id of the invented account of ``role``."""
    async with database.transaction() as session:
        row = await repository.account_by_login(session, login_of(role))
    if row is not None:
        return row.id
    return await account_service.add(database, login_of(role), NAMES[role], UNIT, role, None, origin, now)
