"""HTTP of what puts cases together: their tags, and two cases that become one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.undo_send_service import HOLD
from core.clock import utc_now
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.cases.case_page import address, again
from desk.cases.routes import PREFIX
from desk.pages import see_other
from desk.people import actor_of
from web.dependencies import CasesDep

_HANDLE = allowed(Permission.HANDLE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_HANDLE)])
Handler = Annotated[Staff, Depends(_HANDLE)]


@router.post("/{case_id}/tags")
async def tag(
    request: Request, case_id: str, staff: Handler, cases: CasesDep, tag: Annotated[int, Form()] = 0
) -> Response:
    """Put a tag on a case."""
    try:
        await cases.tag(case_id, tag, actor_of(staff), utc_now())
    except Problem as problem:
        return await again(request, case_id, staff, problem, "tags", {})
    return see_other(address(case_id))


@router.post("/{case_id}/tags/{tag_id}/remove")
async def untag(request: Request, case_id: str, tag_id: int, staff: Handler, cases: CasesDep) -> Response:
    """Take a tag off a case."""
    try:
        await cases.untag(case_id, tag_id, actor_of(staff), utc_now())
    except Problem as problem:
        return await again(request, case_id, staff, problem, "tags", {})
    return see_other(address(case_id))


@router.post("/{case_id}/merge")
async def merge(
    request: Request, case_id: str, staff: Handler, cases: CasesDep, other: Annotated[str, Form()] = ""
) -> Response:
    """Make one case of two; goes on to the earlier, which holds both."""
    try:
        whole = await cases.merge(case_id, other, actor_of(staff), utc_now(), HOLD)
    except Problem as problem:
        return await again(request, case_id, staff, problem, "merge", {})
    return see_other(address(whole.id))


@router.post("/{case_id}/split")
async def split(request: Request, case_id: str, staff: Handler, cases: CasesDep) -> Response:
    """Take a case out of the one that it became part of."""
    try:
        await cases.split(case_id, actor_of(staff), utc_now())
    except Problem as problem:
        return await again(request, case_id, staff, problem, "split", {})
    return see_other(address(case_id))
