"""HTTP of the accounts of all staff."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, SettingsDep, provided
from core.errors import NotFound, Problem
from desk.auth import accounts, passwords
from desk.auth.access import allowed, origin_of
from desk.auth.permissions import Permission, Role
from desk.drafts.taken import form_was_taken
from desk.pages import page, see_other

users = APIRouter(
    prefix="/desk/users", include_in_schema=False, dependencies=[Depends(allowed(Permission.MANAGE_USERS))]
)
# Volunteers have no accounts: they sign in with the PIN of a shift.
ROLES = tuple(role for role in Role if role is not Role.VOLUNTEER)


async def _show(request: Request, status: int = 200, **context: Any) -> Response:
    listed = await accounts.listed(provided(request, Database))
    shown: dict[str, Any] = {
        "accounts": listed,
        "roles": ROLES,
        "typed": {},
        "problem": None,
        "handed_over": None,
    }
    return page(request, "auth/users.html", status, **(shown | context))


@users.get("")
async def list_users(request: Request) -> Response:
    """Everybody, and a form for one more."""
    return await _show(request)


@users.post("")
async def add_user(
    request: Request,
    database: DatabaseDep,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    role: Annotated[Role, Form()] = Role.CLERK,
) -> Response:
    """A new account; its first password is shown once."""
    password = passwords.random_password()
    try:
        await accounts.add(database, login, name, unit, role, password, origin_of(request), utc_now())
    except Problem as problem:
        typed = {"login": login, "name": name, "unit": unit, "role": role}
        return await _show(request, problem.status, problem=problem, typed=typed)
    form_was_taken(request, request.url.path)
    return await _show(request, handed_over=(login, password))


@users.post("/{account_id}/role")
async def change_role(
    request: Request, account_id: int, role: Annotated[Role, Form()], database: DatabaseDep
) -> Response:
    """Another role; the account has to sign in again."""
    try:
        await accounts.change_role(database, account_id, role, origin_of(request), utc_now())
    except accounts.BadAccount as problem:
        return await _show(request, problem.status, problem=problem)
    return see_other("/desk/users")


async def _ask(request: Request, account_id: int, what: str) -> Response:
    """Ask first: ``what`` is reset or disable."""
    found = [row for row in await accounts.listed(provided(request, Database)) if row.id == account_id]
    if not found:
        raise NotFound("沒有這個帳號")
    return page(request, "auth/sure.html", account=found[0], what=what)


@users.post("/{account_id}/active")
async def set_active(
    request: Request,
    account_id: int,
    active: Annotated[bool, Form()],
    database: DatabaseDep,
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Disable an account, which is asked for first, or enable it again."""
    if not active and not sure:
        return await _ask(request, account_id, "disable")
    try:
        await accounts.set_active(database, account_id, active, origin_of(request), utc_now())
    except accounts.BadAccount as problem:
        return await _show(request, problem.status, problem=problem)
    return see_other("/desk/users")


@users.post("/{account_id}/reset")
async def reset(
    request: Request,
    account_id: int,
    settings: SettingsDep,
    database: DatabaseDep,
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """A new first password, shown once, after it was asked for; the second factor is set up anew."""
    if not sure:
        return await _ask(request, account_id, "reset")
    key, origin = settings.signing_key, origin_of(request)
    password = await accounts.reset(database, key, account_id, origin, utc_now())
    (login,) = (row.login for row in await accounts.listed(database) if row.id == account_id)
    return await _show(request, handed_over=(login, password))
