"""HTTP of the lists of cases and of the tasks that come from them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from cases.number import read_number
from cases.schemas import Route, State
from cases.views import told_details
from core.clock import local_now, utc_now
from core.dependencies import DatabaseDep
from core.spreadsheet import SheetFormat
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.cases.service import MOST, Tab, Wanted, listed, open_tasks
from desk.cases.sheet import rows, written
from desk.cases.urgency import urgency
from desk.pages import page, see_other
from desk.people import people
from web.dependencies import CasesDep, InformingDep

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
) -> Wanted:
    """The query of a list; what cannot be read does not restrict it."""
    first = Tab.NEW if staff.may(Permission.APPROVE_CASES) else Tab.MINE
    return Wanted(
        Tab(tab) if tab in set(Tab) else first,
        unit,
        State(state) if state in set(State) else None,
        Route(route) if route in set(Route) else None,
        _day(due_by),
        (read_number(number) or number.strip().upper()) if number.strip() else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ListWanted = Annotated[Wanted, Depends(_wanted)]


@router.get("")
async def cases(
    request: Request, staff: Reader, wanted: ListWanted, case_service: CasesDep, database: DatabaseDep
) -> Response:
    """A list of cases, and what is to be done today."""
    today = local_now().date()
    found = await listed(case_service, wanted, staff)
    everybody = await people(database)
    tasks = await open_tasks(case_service, staff)
    proposals = await case_service.proposals() if staff.may(Permission.APPROVE_CASES) else ()
    return page(
        request,
        "case_work/list.html",
        wanted=wanted,
        tabs=tuple(Tab),
        found=[(case, urgency(case, today)) for case in found[:SHOWN]],
        total=len(found),
        units=sorted({person.staff.unit for person in everybody if person.staff.unit}),
        states=tuple(State),
        routes=tuple(Route),
        names={person.staff.id: person.staff.name for person in everybody},
        tasks=tasks,
        late=sum(task.due_on is not None and task.due_on < today for task in tasks),
        proposals=proposals,
        told_details=told_details,
        query=request.url.query,
    )


@router.get("/list.{sheet}")
async def export(
    staff: Reader, wanted: ListWanted, sheet: SheetFormat, case_service: CasesDep, database: DatabaseDep
) -> Response:
    """The list as a file; it holds nothing of the citizens."""
    found = await listed(case_service, wanted, staff)
    names = {person.staff.id: person.staff.name for person in await people(database)}
    content = written(sheet, rows(found[:MOST], names))
    name = f"cases-{local_now():%Y%m%d-%H%M}.{sheet}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=sheet.media_type, headers=headers)


@router.get("/tasks")
async def tasks(request: Request, staff: Reader, case_service: CasesDep) -> Response:
    """Everything that is to be done."""
    context: dict[str, Any] = {"tasks": await open_tasks(case_service, staff)}
    return page(request, "case_work/tasks.html", today=local_now().date(), **context)


@router.post("/tasks/{task_id}")
async def finish_task(
    staff: Handler, task_id: int, informing: InformingDep, database: DatabaseDep
) -> Response:
    """A task is done; a citizen who was phoned counts as told."""
    async with database.transaction() as session:
        await informing.finish_task(session, task_id, staff.id, utc_now())
    return see_other(f"{PREFIX}/tasks")
