"""HTTP of the accounts of all staff."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, SettingsDep, provided
from core.errors import NotFound, Problem
from core.spreadsheet import SheetFormat
from core.spreadsheet_reading import BadFile
from desk.auth import account_import_service, account_service, passwords
from desk.auth.access import allowed, origin_of
from desk.auth.permissions import Permission, Role
from desk.autosave.taken import form_was_taken
from desk.pages import page, see_other

users = APIRouter(
    prefix="/desk/users", include_in_schema=False, dependencies=[Depends(allowed(Permission.MANAGE_USERS))]
)
# Volunteers have no accounts: they sign in with the PIN of a shift.
ROLES = tuple(role for role in Role if role is not Role.VOLUNTEER)


async def _show(request: Request, status: int = 200, **context: Any) -> Response:
    listed = await account_service.listed(provided(request, Database))
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
        await account_service.add(database, login, name, unit, role, password, origin_of(request), utc_now())
    except Problem as problem:
        typed = {"login": login, "name": name, "unit": unit, "role": role}
        return await _show(request, problem.status, problem=problem, typed=typed)
    form_was_taken(request, request.url.path)
    return await _show(request, handed_over=(login, password))


@users.get("/import")
async def import_form(request: Request) -> Response:
    """Accounts from a spreadsheet."""
    return _import_page(request)


def _import_page(request: Request, status: int = 200, **context: Any) -> Response:
    shown: dict[str, Any] = {
        "problem": None,
        "problems": (),
        "made": (),
        "titles": account_import_service.TITLES,
    }
    return page(request, "auth/import.html", status, **(shown | context))


@users.get("/import/template")
async def import_template() -> Response:
    """The spreadsheet to fill in."""
    disposition = 'attachment; filename="labordesk-accounts.xlsx"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(
        account_import_service.template(), media_type=SheetFormat.XLSX.media_type, headers=headers
    )


@users.post("/import")
async def import_accounts(
    request: Request, database: DatabaseDep, file: Annotated[UploadFile, File()]
) -> Response:
    """All accounts of the file or none; their first passwords are shown once."""
    taken = frozenset(row.login for row in await account_service.listed(database))
    try:
        content, name = await file.read(), file.filename or ""
        found = await run_in_threadpool(account_import_service.read, content, name, taken)
        if found.problems:
            return _import_page(request, HTTPStatus.UNPROCESSABLE_ENTITY, problems=found.problems)
        made = await account_import_service.add_all(database, found.accounts, origin_of(request), utc_now())
    except BadFile as problem:
        return _import_page(request, HTTPStatus.UNPROCESSABLE_ENTITY, problem=problem)
    return _import_page(request, made=made)


@users.post("/{account_id}/role")
async def change_role(
    request: Request, account_id: int, role: Annotated[Role, Form()], database: DatabaseDep
) -> Response:
    """Another role; the account has to sign in again."""
    try:
        await account_service.change_role(database, account_id, role, origin_of(request), utc_now())
    except account_service.BadAccount as problem:
        return await _show(request, problem.status, problem=problem)
    return see_other("/desk/users")


async def _ask(request: Request, account_id: int, what: str) -> Response:
    """Ask first: ``what`` is reset or disable."""
    found = [row for row in await account_service.listed(provided(request, Database)) if row.id == account_id]
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
        await account_service.set_active(database, account_id, active, origin_of(request), utc_now())
    except account_service.BadAccount as problem:
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
    password = await account_service.reset(database, key, account_id, origin, utc_now())
    (login,) = (row.login for row in await account_service.listed(database) if row.id == account_id)
    return await _show(request, handed_over=(login, password))
