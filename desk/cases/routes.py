"""HTTP of the lists of cases and of the tasks that come from them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from cases.case_numbers import read_number
from cases.errors import NoSuchCase
from cases.schemas import CaseState, Route
from cases.service import CaseService
from cases.tags import service as tags
from cases.undo_send_service import HOLD
from cases.views import told_details
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from core.spreadsheet import SheetFormat
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.cases import saved_view_service
from desk.cases.service import MOST, Tab, Wanted, counted, listed, open_tasks
from desk.cases.sheet import rows, written
from desk.cases.urgency import urgency
from desk.pages import page, see_other
from desk.people import Colleague, actor_of, people
from web.dependencies import CasesDep, NotificationsDep

PREFIX = "/desk/cases"
SHOWN = 200
_READ = allowed(Permission.READ_CASES)
_HANDLE = allowed(Permission.HANDLE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_READ)])
Reader = Annotated[Staff, Depends(_READ)]
Handler = Annotated[Staff, Depends(_HANDLE)]


def _wanted(
    staff: Reader,
    tab: str = "",
    unit: str = "",
    state: str = "",
    route: str = "",
    due_by: str = "",
    number: Annotated[str, Query(max_length=40)] = "",
    tag: str = "",
) -> Wanted:
    """The query of a list; what cannot be read does not restrict it."""
    first = Tab.NEW if staff.may(Permission.APPROVE_CASES) else Tab.MINE
    return Wanted(
        Tab(tab) if tab in set(Tab) else first,
        unit,
        CaseState(state) if state in set(CaseState) else None,
        Route(route) if route in set(Route) else None,
        _day(due_by),
        (read_number(number) or number.strip().upper()) if number.strip() else "",
        int(tag) if tag.isdecimal() and len(tag) < 10 else 0,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ListWanted = Annotated[Wanted, Depends(_wanted)]


async def _list(
    request: Request, staff: Staff, wanted: Wanted, problem: Problem | None = None, **told: Any
) -> Response:
    today, cases, database = (
        local_now().date(),
        provided(request, CaseService),
        provided(request, Database),
    )
    found = await listed(cases, wanted, staff, SHOWN)
    everybody = await people(database)
    tasks = await open_tasks(cases, staff)
    return page(
        request,
        "case_work/list.html",
        problem.status if problem else 200,
        wanted=wanted,
        tabs=tuple(Tab),
        found=[(case, urgency(case, today)) for case in found],
        total=await counted(cases, wanted, staff),
        units=sorted({person.staff.unit for person in everybody if person.staff.unit}),
        states=tuple(CaseState),
        routes=tuple(Route),
        names={person.staff.id: person.staff.name for person in everybody},
        handlers=handlers(everybody) if staff.may(Permission.HANDLE_CASES) else (),
        tasks=tasks,
        late=sum(task.due_on is not None and task.due_on < today for task in tasks),
        proposals=await cases.proposals() if staff.may(Permission.APPROVE_CASES) else (),
        told_details=told_details,
        query=saved_view_service.query_of(wanted),
        views=await saved_view_service.views(database, staff),
        tags=await tags.tags(database),
        carried=await cases.tags_of([case.id for case in found[:SHOWN]]),
        problem=problem,
        **({"handed": (), "refused": ()} | told),
    )


@router.get("")
async def cases(request: Request, staff: Reader, wanted: ListWanted) -> Response:
    """A list of cases, and what is to be done today."""
    return await _list(request, staff, wanted)


@router.post("/views")
async def keep_view(
    request: Request,
    staff: Reader,
    wanted: ListWanted,
    database: DatabaseDep,
    name: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Keep the list that is shown under a name."""
    try:
        await saved_view_service.keep(database, staff, name, wanted)
    except Problem as problem:
        return await _list(request, staff, wanted, problem)
    return see_other(f"{PREFIX}?{saved_view_service.query_of(wanted)}")


@router.post("/views/{view_id}/remove")
async def remove_view(staff: Reader, view_id: int, database: DatabaseDep) -> Response:
    """Keep it no longer."""
    await saved_view_service.remove(database, staff, view_id)
    return see_other(PREFIX)


@router.post("/assign")
async def assign(
    request: Request,
    staff: Handler,
    wanted: ListWanted,
    case_service: CasesDep,
    database: DatabaseDep,
    case: Annotated[list[str] | None, Form()] = None,
    person: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Give the chosen cases to somebody, each for itself; for those that stay, the reason is told."""
    chosen = {one.staff.id: one for one in await people(database)}.get(person)
    if not case or chosen is None or person not in dict(handlers((chosen,))):
        return await _list(request, staff, wanted, Problem("請勾選案件，並選要分派給哪一位承辦人。"))
    handed, refused, actor, now = [], [], actor_of(staff), utc_now()
    for case_id in dict.fromkeys(case[:SHOWN]):
        try:
            given = await case_service.hand_out(case_id, actor_of(chosen.staff), actor, now, HOLD)
            handed.append(given.number)
        except NoSuchCase:
            continue
        except Problem as problem:
            refused.append(((await case_service.summary(case_id)).number, problem.detail))
    return await _list(request, staff, wanted, handed=handed, refused=refused, to=chosen.staff.name)


def handlers(everybody: Sequence[Colleague]) -> tuple[tuple[str, str], ...]:
    """Who can be given a case (id, name with unit): who is active, handles cases and has a unit."""
    able = [
        one.staff
        for one in everybody
        if one.active and one.staff.may(Permission.HANDLE_CASES) and one.staff.unit
    ]
    able.sort(key=lambda one: (one.unit, one.name))
    return tuple((one.id, f"{one.name}（{one.unit}）") for one in able)


@router.get("/list.{sheet}")
async def export(
    request: Request,
    staff: Reader,
    wanted: ListWanted,
    sheet: SheetFormat,
    case_service: CasesDep,
    database: DatabaseDep,
) -> Response:
    """The list as a file; it holds nothing of the citizens."""
    found = await listed(case_service, wanted, staff)
    names = {person.staff.id: person.staff.name for person in await people(database)}
    content = await run_in_threadpool(lambda: written(sheet, rows(found[:MOST], names)))
    name = f"cases-{local_now():%Y%m%d-%H%M}.{sheet}"
    subject = f"案件清單（{sheet}）"
    await audit_service.noted(database, Event.EXPORTED, origin_of(request), utc_now(), subject)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=sheet.media_type, headers=headers)


@router.get("/tasks")
async def tasks(request: Request, staff: Reader, case_service: CasesDep) -> Response:
    """Everything that is to be done."""
    context: dict[str, Any] = {"tasks": await open_tasks(case_service, staff)}
    return page(request, "case_work/tasks.html", today=local_now().date(), **context)


@router.post("/tasks/{task_id}")
async def finish_task(
    staff: Handler, task_id: int, notifications: NotificationsDep, database: DatabaseDep
) -> Response:
    """A task is done; a citizen who was phoned counts as told."""
    async with database.transaction() as session:
        await notifications.finish_task(session, task_id, staff.id, utc_now())
    return see_other(f"{PREFIX}/tasks")
