"""HTTP of one case: its page, and what may be done to it now."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.schemas import Action
from cases.states import TWO_PEOPLE
from cases.undo_send_service import HOLD
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, VaultDep, provided
from core.errors import Problem
from core.masking import mask
from desk.auth.access import CSRF_FIELD, allowed
from desk.auth.permissions import Permission, Staff
from desk.autosave.service import Typed, person_of, save
from desk.autosave.taken import form_was_taken
from desk.cases import repository, service
from desk.cases.case_page import address, again, show
from desk.cases.forms import details, form_of, require_known
from desk.cases.note_service import noted, readers
from desk.cases.routes import PREFIX
from desk.mentions import service as mentions
from desk.pages import page, see_other
from desk.people import actor_of, people
from desk.phrases import service as phrases
from web.dependencies import CasesDep, NotificationsDep

REASON_LIMIT = 200
REMARK_LIMIT = 1000
OFFERED = 8
_READ = allowed(Permission.READ_CASES)
_HANDLE = allowed(Permission.HANDLE_CASES)
_APPROVE = allowed(Permission.APPROVE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_READ)])
Reader = Annotated[Staff, Depends(_READ)]
Handler = Annotated[Staff, Depends(_HANDLE)]
Approver = Annotated[Staff, Depends(_APPROVE)]


@router.get("/{case_id}")
async def case(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """The case; who is not of its team is asked why first."""
    summary = await cases.summary(case_id)
    if service.needs_reason(staff, summary):
        return page(request, "case_work/reason.html", case=summary, problem=None)
    await mentions.seen(provided(request, Database), staff, address(case_id), utc_now())
    return await show(request, case_id, staff)


@router.post("/{case_id}/here")
async def here(case_id: str, staff: Reader, cases: CasesDep, database: DatabaseDep) -> dict[str, Any]:
    """I have the case open; who else has, and where it stands now."""
    summary = await cases.summary(case_id)
    async with database.transaction() as session:
        names = await repository.others_viewing(session, case_id, staff, utc_now())
    return {"names": names, "state": summary.state.value}


@router.post("/{case_id}/look")
async def look(
    request: Request, case_id: str, staff: Reader, cases: CasesDep, reason: Annotated[str, Form()] = ""
) -> Response:
    """The case as somebody outside its team sees it, for a reason that is kept."""
    summary = await cases.summary(case_id)
    why = mask(reason.strip())
    if not 2 <= len(why) <= REASON_LIMIT:
        told = Problem(f"請寫為什麼要看這個案件（2 到 {REASON_LIMIT} 字）。")
        return page(request, "case_work/reason.html", told.status, case=summary, problem=told)
    form_was_taken(request, request.url.path)
    return await show(request, case_id, staff, reason=why)


@router.post("/{case_id}/open")
async def open_statement(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """The whole statement, for the case team; recorded as such."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁打開；沒有人承辦時請按「我來辦」。", HTTPStatus.CONFLICT)
    return await show(request, case_id, staff, in_full=True)


@router.post("/{case_id}/act/{action}")
async def act(request: Request, case_id: str, action: Action, staff: Handler, cases: CasesDep) -> Response:
    """One action, or the proposal of one that takes two; refused, what was typed stays on the page."""
    posted = await _posted(request)
    actor, now = actor_of(staff), utc_now()
    try:
        given = await _checked(request, action, posted)
        if action in TWO_PEOPLE:
            await cases.propose(case_id, action, actor, now, **given)
        elif action is Action.NOTE:
            await noted(provided(request, Database), cases, case_id, staff, given, now)
        else:
            await cases.act(case_id, action, actor, now, hold=HOLD, **given)
    except Problem as problem:
        return await again(request, case_id, staff, problem, action, posted)
    return see_other(address(case_id))


@router.post("/{case_id}/ask/{action}")
async def ask(request: Request, case_id: str, action: Action, staff: Handler, cases: CasesDep) -> Response:
    """陳核: a supervisor reads the draft before it goes out, though one person could send it."""
    posted = await _posted(request)
    try:
        given = await _checked(request, action, posted)
        await cases.propose(case_id, action, actor_of(staff), utc_now(), **given)
    except Problem as problem:
        return await again(request, case_id, staff, problem, action, posted)
    form_was_taken(request, f"{address(case_id)}/act/{action}")
    return see_other(address(case_id))


@router.post("/{case_id}/insert")
async def insert(
    request: Request,
    case_id: str,
    staff: Handler,
    cases: CasesDep,
    database: DatabaseDep,
    q: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """What 「/」 offers in a letter: own phrases and those of the bureau, filled in for this case."""
    summary = await cases.summary(case_id)
    values = phrases.of_staff(staff, local_now()) | {"案號": summary.number, "期限": f"{summary.due}"}
    offered = phrases.fitting(await phrases.phrases(database, staff), q, values)
    return page(request, "partials/insert.html", offered=offered[:OFFERED])


@router.post("/{case_id}/colleagues")
async def colleagues(
    request: Request,
    case_id: str,
    staff: Handler,
    cases: CasesDep,
    database: DatabaseDep,
    q: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """Whom 「@」 can name in a note: those who may read the case."""
    may_read = readers(await cases.summary(case_id))
    return page(
        request,
        "partials/insert.html",
        offered=mentions.offered(await people(database), q, staff, may_read),
    )


@router.post("/{case_id}/preview/{action}")
async def preview(
    request: Request,
    case_id: str,
    action: Action,
    staff: Handler,
    cases: CasesDep,
    notifications: NotificationsDep,
) -> Response:
    """The letter as the citizen would read it; nothing is sent."""
    posted = await _posted(request)
    try:
        given = await _checked(request, action, posted)
        rehearsal = await cases.rehearse(case_id, action, actor_of(staff), utc_now(), **given)
    except Problem as problem:
        return await again(request, case_id, staff, problem, action, posted)
    return page(
        request,
        "case_work/preview.html",
        address=address(case_id),
        action=action,
        posted=posted,
        rehearsal=rehearsal,
        letter=notifications.notices.rehearsed(rehearsal),
        takes_two=action in TWO_PEOPLE,
        seconds=HOLD.seconds,
    )


async def _posted(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: str(value) for name, value in form.items() if name != CSRF_FIELD}


async def _checked(request: Request, action: Action, posted: dict[str, str]) -> dict[str, Any]:
    everybody, today = await people(provided(request, Database)), local_now().date()
    given: dict[str, Any] = details(form_of(action, everybody, today), posted, today)
    if action is Action.ASSIGN:
        require_known(given, everybody)
    return given


@router.post("/{case_id}/take")
async def take(request: Request, case_id: str, staff: Handler, cases: CasesDep) -> Response:
    """我來辦: accepted, mine, and open before me."""
    try:
        await cases.take(case_id, actor_of(staff), utc_now(), HOLD)
    except Problem as problem:
        return await again(request, case_id, staff, problem, "take", {})
    return await show(request, case_id, staff, in_full=True)


@router.post("/{case_id}/take-back")
async def take_back(
    request: Request, case_id: str, staff: Handler, cases: CasesDep, database: DatabaseDep, vault: VaultDep
) -> Response:
    """Undo what I did a moment ago; what I wrote is in the form again."""
    now = utc_now()
    try:
        undone = await cases.take_back(case_id, actor_of(staff), now)
    except Problem as problem:
        return await again(request, case_id, staff, problem, "take-back", {})
    where = address(case_id)
    typed = Typed(f"{where}/act/{undone.action}", where, "", tuple(undone.details.items()))
    await save(database, vault, person_of(staff), typed, None, now)
    return see_other(where)


@router.post("/proposals/{proposal_id}")
async def decide(
    proposal_id: int,
    staff: Approver,
    cases: CasesDep,
    database: DatabaseDep,
    vault: VaultDep,
    approve: Annotated[bool, Form()] = False,
    remark: Annotated[str, Form(max_length=REMARK_LIMIT)] = "",
) -> Response:
    """Approve or refuse what somebody else proposed; refused, it is in the form of its writer again."""
    now = utc_now()
    decided = await cases.decide(proposal_id, approve, actor_of(staff), now, HOLD, remark)
    where = address(decided.case_id)
    if not approve:
        fields = tuple(decided.details.items())
        await save(
            database,
            vault,
            decided.asked_by.id,
            Typed(f"{where}/act/{decided.action}", where, "", fields),
            None,
            now,
        )
    return see_other(where)
