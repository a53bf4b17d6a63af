"""HTTP of the macros: the page where supervisors keep them."""

from typing import Annotated, Any

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
from desk.cases.routes import handlers
from desk.macros import service
from desk.macros.service import ME, Macro, MacroStep, Steps
from desk.pages import page, see_other
from desk.people import people
from desk.phrases.service import FIELDS

PREFIX = "/desk/macros"
router = APIRouter(
    prefix=PREFIX, include_in_schema=False, dependencies=[Depends(allowed(Permission.APPROVE_CASES))]
)


async def _posted(
    name: Annotated[str, Form()] = "",
    tag: Annotated[list[int] | None, Form()] = None,
    note: Annotated[str, Form()] = "",
    assign: Annotated[str, Form(max_length=80)] = "",
    letter: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    days: Annotated[int, Form()] = service.DAYS,
    order: Annotated[list[MacroStep] | None, Form()] = None,
) -> tuple[str, Steps]:
    """A macro as its form tells it; ``order`` names the first step, the second …"""
    chosen = next((action for action in service.LETTERS if action == letter), None)
    in_order = tuple(order or MacroStep)
    return name, Steps(tuple(tag or ()), note.strip(), assign, chosen, text.strip(), days, in_order)


Posted = Annotated[tuple[str, Steps], Depends(_posted)]


async def _show(
    request: Request, problem: Problem | None = None, typed: Macro | None = None, **more: Any
) -> Response:
    database = provided(request, Database)
    return page(
        request,
        "macros/macros.html",
        problem.status if problem else 200,
        macros=await service.macros(database),
        tags=await tags.tags(database),
        handlers=((ME, "按按鈕的人"), *handlers(await people(database))),
        letters=service.LETTERS,
        kinds=tuple(MacroStep),
        fields_known=FIELDS,
        problem=problem,
        typed=typed,
        empty=Macro(),
        **more,
    )


@router.get("")
async def listed(request: Request) -> Response:
    """The macros."""
    return await _show(request)


@router.post("")
async def add(request: Request, database: DatabaseDep, posted: Posted) -> Response:
    """One more."""
    return await _put(request, database, posted, 0)


@router.post("/{macro_id}")
async def change(request: Request, macro_id: int, database: DatabaseDep, posted: Posted) -> Response:
    """What a macro does from now on."""
    return await _put(request, database, posted, macro_id)


@router.post("/{macro_id}/remove")
async def remove(request: Request, macro_id: int, database: DatabaseDep) -> Response:
    """One less."""
    async with database.transaction() as session:
        name = await service.remove(session, macro_id)
        audit_service.note(session, Event.MACROS_CHANGED, origin_of(request), utc_now(), f"刪除巨集 {name}")
    return see_other(PREFIX)


async def _put(request: Request, database: Database, posted: tuple[str, Steps], macro_id: int) -> Response:
    name, steps = posted
    now = utc_now()
    try:
        async with database.transaction() as session:
            kept = await service.put(session, name, steps, now, macro_id)
            audit_service.note(session, Event.MACROS_CHANGED, origin_of(request), now, f"巨集 {kept}")
    except Problem as problem:
        return await _show(request, problem, Macro(macro_id, name, steps))
    return see_other(PREFIX)
