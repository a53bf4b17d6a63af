"""HTTP of the duty log: open and close a shift, count, note, hand over, print."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from desk.auth import shift_service
from desk.auth.access import allowed, origin_of
from desk.auth.permissions import Permission, Staff
from desk.auth.shift_service import Slot
from desk.autosave.service import person_of
from desk.counter import visit_service
from desk.counter.service import ContactKind
from desk.counter.visit_service import Counter
from desk.duty import handover_service, roster_service, service
from desk.pages import page, see_other
from retrieval.engine import Engine
from web.dependencies import EngineDep

router = APIRouter(prefix="/desk/duty", include_in_schema=False)
OnDuty = Annotated[Staff, Depends(allowed(Permission.LOG_DUTY))]
Opener = Annotated[Staff, Depends(allowed(Permission.OPEN_SHIFT))]
_LATEST = 30


async def _overview(request: Request, status: int = HTTPStatus.OK, **context: Any) -> Response:
    database, now = provided(request, Database), utc_now()
    slot, duties = await roster_service.on_duty(database, now)
    shown: dict[str, Any] = {
        "opened": await shift_service.open_now(database, now),
        "latest": await shift_service.latest(database, _LATEST),
        "slots": tuple(Slot),
        "now_slot": slot,
        "duties": duties,
        "notes": await handover_service.unread(database, request.state.signed_in.staff, now),
        "may_open": request.state.signed_in.staff.may(Permission.OPEN_SHIFT),
        "pin": None,
        "problem": "",
    }
    return page(request, "duty/overview.html", status, **(shown | context))


def _of_own_shift(request: Request, shift_id: int) -> None:
    """A volunteer writes in the log of their own shift alone."""
    own = request.state.signed_in.shift_id
    if own is not None and own != shift_id:
        raise service.BadLog("志工只能寫自己這一班的紀錄")


async def _log(request: Request, shift_id: int, problem: Problem | None = None, **typed: str) -> Response:
    own = request.state.signed_in.shift_id
    return page(
        request,
        "duty/log.html",
        problem.status if problem else HTTPStatus.OK,
        log=await service.read(provided(request, Database), shift_id),
        topics=list(provided(request, Engine).catalogue.by_category()),
        kinds=tuple(ContactKind),
        may_write=own is None or own == shift_id,
        may_open=request.state.signed_in.staff.may(Permission.OPEN_SHIFT),
        problem=problem.detail if problem else "",
        typed=typed,
    )


@router.get("")
async def overview(request: Request, staff: OnDuty) -> Response:
    """Who is on duty, open shifts, the latest logs; a volunteer's own log comes first."""
    return await _overview(request)


@router.post("/open")
async def open_shift(
    request: Request, staff: Opener, slot: Annotated[Slot, Form()], database: DatabaseDep
) -> Response:
    """Open a shift, or give an open one a new PIN; the PIN is shown once."""
    try:
        shift, pin = await shift_service.open_shift(database, slot, staff.name, origin_of(request), utc_now())
    except Problem as problem:
        return await _overview(request, problem.status, problem=problem.detail)
    return await _overview(request, pin=(shift, pin))


@router.get("/{shift_id}")
async def log(request: Request, staff: OnDuty, shift_id: int) -> Response:
    """The log of one shift."""
    return await _log(request, shift_id)


@router.post("/{shift_id}/close")
async def close_shift(request: Request, staff: Opener, shift_id: int, database: DatabaseDep) -> Response:
    """End a shift; its volunteers are signed out."""
    await shift_service.close_shift(database, shift_id, origin_of(request), utc_now())
    return see_other(f"/desk/duty/{shift_id}")


@router.post("/{shift_id}/people")
async def set_people(
    request: Request, staff: OnDuty, shift_id: int, database: DatabaseDep, people: Annotated[str, Form()] = ""
) -> Response:
    """Who served."""
    _of_own_shift(request, shift_id)
    await shift_service.get(database, shift_id)
    await service.set_people(database, shift_id, people)
    return see_other(f"/desk/duty/{shift_id}")


@router.post("/{shift_id}/count")
async def count(
    request: Request,
    staff: OnDuty,
    shift_id: int,
    database: DatabaseDep,
    engine: EngineDep,
    topic: Annotated[str, Form()] = "",
    kind: Annotated[ContactKind, Form()] = ContactKind.COUNTER,
    number: Annotated[int, Form()] = 1,
) -> Response:
    """Add people who needed no entry."""
    _of_own_shift(request, shift_id)
    await shift_service.get(database, shift_id)
    known = topic if topic in engine.catalogue.by_category() else "其他"
    at = Counter(person_of(staff), shift_id)
    try:
        await visit_service.add(database, at, known, kind, number, utc_now())
    except Problem as problem:
        return await _log(request, shift_id, problem)
    return see_other(f"/desk/duty/{shift_id}#counts")


@router.post("/{shift_id}/count/undo")
async def undo_count(request: Request, staff: OnDuty, shift_id: int, database: DatabaseDep) -> Response:
    """Take back my last count in this shift."""
    _of_own_shift(request, shift_id)
    await shift_service.get(database, shift_id)
    try:
        await visit_service.undo(database, Counter(person_of(staff), shift_id), utc_now())
    except Problem as problem:
        return await _log(request, shift_id, problem)
    return see_other(f"/desk/duty/{shift_id}#counts")


@router.post("/{shift_id}/incidents")
async def add_incident(
    request: Request, staff: OnDuty, shift_id: int, database: DatabaseDep, text: Annotated[str, Form()] = ""
) -> Response:
    """Note something out of the ordinary."""
    _of_own_shift(request, shift_id)
    await shift_service.get(database, shift_id)
    try:
        await service.add_incident(database, shift_id, text, staff.name, utc_now())
    except Problem as problem:
        return await _log(request, shift_id, problem, incident=text)
    return see_other(f"/desk/duty/{shift_id}#incidents")


@router.post("/{shift_id}/handover")
async def hand_over(
    request: Request, staff: OnDuty, shift_id: int, database: DatabaseDep, text: Annotated[str, Form()] = ""
) -> Response:
    """Leave a note to the next shift."""
    _of_own_shift(request, shift_id)
    await shift_service.get(database, shift_id)
    await handover_service.write(database, shift_id, text, staff, utc_now())
    return see_other(f"/desk/duty/{shift_id}#handover")


@router.post("/{shift_id}/handover/read")
async def acknowledge(
    staff: OnDuty, shift_id: int, database: DatabaseDep, written: Annotated[str, Form()] = ""
) -> Response:
    """I have read the note; it is no longer shown to me."""
    await shift_service.get(database, shift_id)
    await handover_service.acknowledge(database, shift_id, written, staff, utc_now())
    return see_other("/desk")
