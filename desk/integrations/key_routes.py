"""HTTP of the keys with which other systems ask."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission
from desk.autosave.taken import form_was_taken
from desk.integrations import key_service
from desk.integrations.key_service import BadKey, Scope
from desk.integrations.showing import PREFIX, show
from desk.pages import page, see_other

router = APIRouter(
    prefix=PREFIX,
    include_in_schema=False,
    dependencies=[Depends(allowed(Permission.MANAGE_INTEGRATIONS))],
)


@router.get("")
async def integrations(request: Request) -> Response:
    """Every key and every address, and forms for more."""
    return await show(request)


@router.post("/keys")
async def make(
    request: Request,
    database: DatabaseDep,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[Scope], Form()] = [],  # noqa: B006  FastAPI copies it
    expires_on: Annotated[date | None, Form()] = None,
) -> Response:
    """A new key; it is shown once."""
    now, origin = utc_now(), origin_of(request)
    try:
        if expires_on is None:
            raise BadKey("請選到期日。")
        async with database.transaction() as session:
            key, prefix = key_service.make(session, name, scopes, expires_on, origin.who, now)
            audit_service.note(session, Event.KEY_MADE, origin, now, f"{name.strip()}（{prefix}…）")
    except BadKey as problem:
        typed = {"key": name, "scopes": scopes, "expires_on": expires_on}
        return await show(request, problem.status, problem=problem, typed=typed)
    form_was_taken(request, request.url.path)
    return await show(request, secret=("key", name.strip(), key))


@router.post("/keys/{key_id}/revoke")
async def revoke(
    request: Request, key_id: int, database: DatabaseDep, sure: Annotated[bool, Form()] = False
) -> Response:
    """A key that opens nothing any more, after it was asked for."""
    now, origin = utc_now(), origin_of(request)
    async with database.transaction() as session:
        if not sure:
            found = await key_service.one(session, key_id)
            return page(request, "integrations/sure.html", key=found, webhook=None)
        gone = await key_service.revoke(session, key_id, now)
        audit_service.note(session, Event.KEY_REVOKED, origin, now, f"{gone.name}（{gone.prefix}…）")
    return see_other(PREFIX)
