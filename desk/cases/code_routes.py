"""HTTP of a new look-up code for a citizen who lost theirs and has shown who they are."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.schemas import IDENTITY_LIMIT
from cases.service import CaseService
from core.clock import utc_now
from core.dependencies import provided
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.autosave.taken import form_was_taken
from desk.cases import service
from desk.cases.routes import PREFIX
from desk.pages import page
from desk.people import actor_of
from web.dependencies import CasesDep

_HANDLE = allowed(Permission.HANDLE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_HANDLE)])
Handler = Annotated[Staff, Depends(_HANDLE)]


async def _page(request: Request, case_id: str, **context: Any) -> Response:
    cases = provided(request, CaseService)
    problem: Problem | None = context.get("problem")
    return page(
        request,
        "case_work/new_code.html",
        *((problem.status,) if problem else ()),
        case=await cases.summary(case_id),
        identity_limit=IDENTITY_LIMIT,
        **{"problem": None, "code": "", "identity": ""} | context,
    )


@router.get("/{case_id}/code")
async def ask(request: Request, case_id: str, staff: Handler, cases: CasesDep) -> Response:
    """How did the citizen show who they are?"""
    if not service.is_team(staff, await cases.summary(case_id)):
        raise Problem("只有承辦這個案件的同仁可以換發查詢碼。", HTTPStatus.CONFLICT)
    return await _page(request, case_id)


@router.post("/{case_id}/code")
async def issue(
    request: Request, case_id: str, staff: Handler, cases: CasesDep, identity: Annotated[str, Form()] = ""
) -> Response:
    """The new code, shown on this page alone; recorded with how the citizen was recognised."""
    try:
        code = await cases.new_code(case_id, actor_of(staff), utc_now(), identity)
    except Problem as problem:
        return await _page(request, case_id, problem=problem, identity=identity)
    form_was_taken(request, request.url.path)
    return await _page(request, case_id, code=code)
