"""HTTP of the roster: everybody reads the week, some change it."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.auth.shift_service import Slot
from desk.duty import roster_service, roster_week_service
from desk.pages import page, see_other
from desk.people import people

router = APIRouter(prefix="/desk/roster", include_in_schema=False)
OnDuty = Annotated[Staff, Depends(allowed(Permission.LOG_DUTY))]
Manager = Annotated[Staff, Depends(allowed(Permission.MANAGE_ROSTER))]
_WEEK = timedelta(days=7)


async def _show(request: Request, monday: date, problem: Problem | None = None) -> Response:
    database, today = provided(request, Database), local_now().date()
    slot, duties = await roster_service.on_duty(database, utc_now())
    shown = await roster_service.week(database, monday)
    return page(
        request,
        "duty/roster.html",
        problem.status if problem else HTTPStatus.OK,
        week=shown,
        today=today,
        earlier=monday - _WEEK,
        later=monday + _WEEK,
        slots=roster_service.SLOTS,
        now_slot=slot,
        duties=duties,
        known=await roster_week_service.known(database, await _staff_names(database), today),
        lines=roster_week_service.lines(shown),
        mark=roster_week_service.mark(shown),
        may_edit=request.state.signed_in.staff.may(Permission.MANAGE_ROSTER),
        problem=problem.detail if problem else "",
    )


async def _staff_names(database: Database) -> list[str]:
    return [person.staff.name for person in await people(database) if person.active]


@router.get("")
async def week(request: Request, staff: OnDuty, week: str = "") -> Response:
    """The week that has the day ``week``, else this one."""
    return await _show(request, roster_service.read_week(week, local_now().date()))


@router.post("")
async def put(
    request: Request,
    staff: Manager,
    day: Annotated[date, Form()],
    slot: Annotated[Slot, Form()],
    database: DatabaseDep,
    person: Annotated[str, Form()] = "",
    deputy: Annotated[str, Form()] = "",
) -> Response:
    """Put somebody on the roster."""
    monday = roster_service.monday_of(day)
    try:
        await roster_service.put(database, day, slot, person, deputy)
    except Problem as problem:
        return await _show(request, monday, problem)
    return see_other(f"/desk/roster?week={monday}")


@router.post("/week")
async def save_week(
    request: Request, staff: Manager, database: DatabaseDep, week: Annotated[str, Form()] = ""
) -> Response:
    """The whole week as it was filled in."""
    posted = {name: str(value) for name, value in (await request.form()).items()}
    today = local_now().date()
    monday = roster_service.read_week(week, today)
    before = await roster_service.week(database, monday)
    try:
        if posted.get("mark") != roster_week_service.mark(before):
            raise roster_week_service.ChangedMeanwhile("這一週剛剛有人改過，下面是現在的樣子，請再改一次。")
        known = await roster_week_service.known(database, await _staff_names(database), today)
        wanted = roster_week_service.read(
            before, posted, known, await roster_week_service.deputies(database, monday)
        )
        await roster_week_service.save(database, wanted)
    except Problem as problem:
        return await _show(request, monday, problem)
    return see_other(f"/desk/roster?week={monday}")


@router.post("/people")
async def add_person(
    request: Request,
    staff: Manager,
    database: DatabaseDep,
    name: Annotated[str, Form()] = "",
    week: Annotated[str, Form()] = "",
) -> Response:
    """Somebody without an account who can be chosen from now on."""
    monday = roster_service.read_week(week, local_now().date())
    try:
        await roster_week_service.add(database, name)
    except Problem as problem:
        return await _show(request, monday, problem)
    return see_other(f"/desk/roster?week={monday}")


@router.post("/copy")
async def copy(staff: Manager, database: DatabaseDep, week: Annotated[str, Form()] = "") -> Response:
    """Fill the empty slots as in the week before."""
    monday = roster_service.read_week(week, local_now().date())
    await roster_service.copy_week(database, monday)
    return see_other(f"/desk/roster?week={monday}")


@router.post("/{row_id}/remove")
async def remove(
    staff: Manager, row_id: int, database: DatabaseDep, week: Annotated[str, Form()] = ""
) -> Response:
    """Take somebody off."""
    await roster_service.take_off(database, row_id)
    return see_other(f"/desk/roster?week={roster_service.read_week(week, local_now().date())}")
