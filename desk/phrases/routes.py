"""HTTP of the phrases: list, keep, change, forget."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.pages import page, see_other
from desk.phrases import service

PREFIX = "/desk/phrases"
_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


async def _show(request: Request, staff: Staff, problem: Problem | None = None, **typed: Any) -> Response:
    return page(
        request,
        "phrases/phrases.html",
        problem.status if problem else 200,
        phrases=await service.phrases(provided(request, Database), staff),
        may_share=service.may_share(staff),
        fields_known=service.FIELDS,
        problem=problem,
        typed={"id": 0, "name": "", "text": "", "shared": False} | typed,
    )


@router.get("")
async def phrases(request: Request, staff: Clerk) -> Response:
    """My phrases and everybody's."""
    return await _show(request, staff)


@router.post("")
async def add(
    request: Request,
    staff: Clerk,
    database: DatabaseDep,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    shared: Annotated[bool, Form()] = False,
) -> Response:
    """One more."""
    try:
        await service.put(database, staff, name, text, utc_now(), shared=shared)
    except Problem as problem:
        return await _show(request, staff, problem, name=name, text=text, shared=shared)
    return see_other(PREFIX)


@router.post("/{phrase_id}")
async def change(
    request: Request,
    staff: Clerk,
    phrase_id: int,
    database: DatabaseDep,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    shared: Annotated[bool, Form()] = False,
) -> Response:
    """What a phrase says from now on."""
    try:
        await service.put(database, staff, name, text, utc_now(), shared=shared, phrase_id=phrase_id)
    except Problem as problem:
        return await _show(request, staff, problem, id=phrase_id, name=name, text=text, shared=shared)
    return see_other(PREFIX)


@router.post("/{phrase_id}/remove")
async def remove(staff: Clerk, phrase_id: int, database: DatabaseDep) -> Response:
    """One less."""
    await service.remove(database, staff, phrase_id)
    return see_other(PREFIX)
