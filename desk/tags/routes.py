"""HTTP of the list of tags, which supervisors keep."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.tags import service as tags
from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission
from desk.pages import page, see_other

PREFIX = "/desk/tags"
router = APIRouter(
    prefix=PREFIX, include_in_schema=False, dependencies=[Depends(allowed(Permission.APPROVE_CASES))]
)


async def _show(request: Request, problem: Problem | None = None, name: str = "") -> Response:
    return page(
        request,
        "tags/tags.html",
        problem.status if problem else 200,
        tags=await tags.tags(provided(request, Database)),
        limit=tags.NAME_LIMIT,
        problem=problem,
        typed=name,
    )


@router.get("")
async def listed(request: Request) -> Response:
    """The tags."""
    return await _show(request)


@router.post("")
async def add(request: Request, database: DatabaseDep, name: Annotated[str, Form()] = "") -> Response:
    """One more."""
    return await _keep(request, database, name)


@router.post("/{tag_id}")
async def change(
    request: Request,
    tag_id: int,
    database: DatabaseDep,
    name: Annotated[str, Form()] = "",
    retired: Annotated[bool, Form()] = False,
) -> Response:
    """What a tag is called, and whether it is still put on anything."""
    return await _keep(request, database, name, tag_id, retired)


async def _keep(
    request: Request, database: Database, name: str, tag_id: int | None = None, retired: bool = False
) -> Response:
    try:
        async with database.transaction() as session:
            kept = await tags.keep(session, name, tag_id, retired)
            told = f"標籤 {kept}{'（停用）' if retired else ''}"
            audit_service.note(session, Event.TAGS_CHANGED, origin_of(request), utc_now(), told)
    except Problem as problem:
        return await _show(request, problem, name)
    return see_other(PREFIX)
