"""HTTP of one case: its page, what may be done to it now, its files and exports."""

import re
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.datastructures import UploadFile

from cases.export import Export
from cases.schemas import Action, Upload
from cases.service import CaseService
from cases.states import GROUNDS, TWO_PEOPLE
from cases.taking_back import HOLD
from cases.views import told_details
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, VaultDep, provided
from core.errors import Problem
from core.privacy import mask
from desk.auth.access import CSRF_FIELD, allowed
from desk.auth.permissions import Permission, Staff
from desk.cases import service
from desk.cases.forms import details, require_known
from desk.cases.here import look as look_in
from desk.cases.routes import PREFIX
from desk.cases.urgency import urgency
from desk.drafts.service import Typed, person_of, save
from desk.drafts.taken import form_was_taken
from desk.pages import page, see_other
from desk.people import Person, actor_of, people
from web.dependencies import CasesDep, InformingDep

REASON_LIMIT = 200
# Takes files: the app lets larger bodies through here.
ATTACH = f"{PREFIX}/attach"
_STAFF_ID = re.compile(r"\bstaff-\d+\b")
_READ = allowed(Permission.READ_CASES)
_HANDLE = allowed(Permission.HANDLE_CASES)
_APPROVE = allowed(Permission.APPROVE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_READ)])
Reader = Annotated[Staff, Depends(_READ)]
Handler = Annotated[Staff, Depends(_HANDLE)]
Approver = Annotated[Staff, Depends(_APPROVE)]
_AUDITED = {
    "view": "看案件",
    "found": "用姓名或聯絡方式找到",
    "open_statement": "打開陳述內容",
    "download": "下載附件",
    "attach": "加附件",
    "status": "民眾查進度",
    "new code": "換發查詢碼",
    "erase": "刪除個資",
    "print": "列印",
    "proposal approved": "核准申請",
    "proposal refused": "不核准申請",
    "export text": "匯出（文字）",
    "export json": "匯出（JSON）",
    "export employer": "匯出（給雇主）",
}
_ACTIONS = {
    f"{prefix}{action}": f"{before}{action.label}"
    for prefix, before in (("", ""), ("propose ", "提請"), ("take back ", "收回"))
    for action in Action
}


def _address(case_id: str) -> str:
    return f"{PREFIX}/{case_id}"


async def _show(
    request: Request,
    case_id: str,
    staff: Staff,
    status: int = HTTPStatus.OK,
    *,
    reason: str = "",
    in_full: bool = False,
    template: str = "case_work/case.html",
    **context: Any,
) -> Response:
    everybody = await people(provided(request, Database))
    shown = await service.opened(
        provided(request, CaseService),
        provided(request, Database),
        case_id,
        staff,
        everybody,
        utc_now(),
        reason=reason,
        in_full=in_full,
    )
    summary = await provided(request, CaseService).summary(case_id)
    extra = {"problem": None, "typed": {}, "tried": ""} | context
    return page(
        request,
        template,
        status,
        case=shown,
        view=shown.view,
        near=urgency(summary, local_now().date()),
        danger=summary.danger,
        names=_names(everybody),
        grounds=GROUNDS,
        audited=_AUDITED | _ACTIONS,
        told_details=told_details,
        **extra,
    )


def _names(everybody: tuple[Person, ...]) -> dict[str, str]:
    return {person.staff.id: person.staff.name for person in everybody}


@router.get("/{case_id}")
async def case(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """The case; who is not of its team is asked why first."""
    summary = await cases.summary(case_id)
    if service.needs_reason(staff, summary):
        return page(request, "case_work/reason.html", case=summary, problem=None)
    return await _show(request, case_id, staff)


@router.post("/{case_id}/here")
async def here(case_id: str, staff: Reader, cases: CasesDep, database: DatabaseDep) -> dict[str, Any]:
    """I have the case open; who else has, and where it stands now."""
    summary = await cases.summary(case_id)
    names = await look_in(database, case_id, staff, utc_now())
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
    return await _show(request, case_id, staff, reason=why)


@router.post("/{case_id}/open")
async def open_statement(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """The whole statement, for the case team; recorded as such."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁打開；沒有人承辦時請按「我來辦」。", HTTPStatus.CONFLICT)
    return await _show(request, case_id, staff, in_full=True)


@router.post("/{case_id}/act/{action}")
async def act(request: Request, case_id: str, action: Action, staff: Handler, cases: CasesDep) -> Response:
    """One action, or the proposal of one that takes two; refused, what was typed stays on the page."""
    posted = await _posted(request)
    actor, now = actor_of(staff), utc_now()
    try:
        given = await _checked(request, action, posted)
        if action in TWO_PEOPLE:
            await cases.propose(case_id, action, actor, now, **given)
        else:
            await cases.act(case_id, action, actor, now, hold=HOLD, **given)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, action, posted)
    return see_other(_address(case_id))


@router.post("/{case_id}/preview/{action}")
async def preview(
    request: Request, case_id: str, action: Action, staff: Handler, cases: CasesDep, informing: InformingDep
) -> Response:
    """The letter as the citizen would read it; nothing is sent."""
    posted = await _posted(request)
    try:
        given = await _checked(request, action, posted)
        rehearsal = await cases.rehearse(case_id, action, actor_of(staff), utc_now(), **given)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, action, posted)
    return page(
        request,
        "case_work/preview.html",
        address=_address(case_id),
        action=action,
        posted=posted,
        rehearsal=rehearsal,
        letter=informing.notices.rehearsed(rehearsal),
        takes_two=action in TWO_PEOPLE,
        seconds=HOLD.seconds,
    )


async def _posted(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: str(value) for name, value in form.items() if name != CSRF_FIELD}


async def _checked(request: Request, action: Action, posted: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = details(action, posted)
    if action is Action.ASSIGN:
        require_known(given, await people(provided(request, Database)))
    return given


@router.post("/{case_id}/take")
async def take(request: Request, case_id: str, staff: Handler, cases: CasesDep) -> Response:
    """我來辦: accepted, mine, and open before me."""
    try:
        await cases.take(case_id, actor_of(staff), utc_now(), HOLD)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, "take", {})
    return await _show(request, case_id, staff, in_full=True)


@router.post("/{case_id}/take-back")
async def take_back(
    request: Request, case_id: str, staff: Handler, cases: CasesDep, database: DatabaseDep, vault: VaultDep
) -> Response:
    """Undo what I did a moment ago; what I wrote is in the form again."""
    now = utc_now()
    try:
        undone = await cases.take_back(case_id, actor_of(staff), now)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, "take-back", {})
    address = _address(case_id)
    typed = Typed(f"{address}/act/{undone.action}", address, "", tuple(undone.details.items()))
    await save(database, vault, person_of(staff), typed, None, now)
    return see_other(address)


async def _again(
    request: Request, case_id: str, staff: Staff, problem: Problem, tried: str, typed: dict[str, str]
) -> Response:
    """The page once more with what went wrong; not a view of the case for those outside its team."""
    if service.needs_reason(staff, await provided(request, CaseService).summary(case_id)):
        raise problem
    return await _show(request, case_id, staff, problem.status, problem=problem, tried=tried, typed=typed)


@router.post("/proposals/{proposal_id}")
async def decide(
    proposal_id: int, staff: Approver, cases: CasesDep, approve: Annotated[bool, Form()] = False
) -> Response:
    """Approve or refuse what somebody else proposed."""
    decided = await cases.decide(proposal_id, approve, actor_of(staff), utc_now(), HOLD)
    return see_other(_address(decided.case_id))


@router.get("/{case_id}/attachments/{attachment_id}")
async def attachment(case_id: str, attachment_id: str, staff: Reader, cases: CasesDep) -> Response:
    """A file as a download, for the case team."""
    found, content = await cases.attachment(case_id, attachment_id, actor_of(staff), utc_now())
    return _download(content, found.name, "application/octet-stream")


@router.post("/attach")
async def attach(request: Request, staff: Handler, cases: CasesDep, database: DatabaseDep) -> Response:
    """Add files that came on paper or by hand, all of them or none."""
    posted = await request.form()
    case_id = str(posted.get("case_id", ""))
    if not service.is_team(staff, await cases.summary(case_id)):
        raise Problem("只有承辦這個案件的同仁可以加附件。", HTTPStatus.CONFLICT)
    chosen = [file for file in posted.getlist("files") if isinstance(file, UploadFile) and file.filename]
    uploads = [Upload(file.filename or "", await file.read()) for file in chosen]
    try:
        if not uploads:
            raise Problem("還沒有選檔案。")
        async with database.transaction() as session:
            for upload in uploads:
                await cases.add_attachment(case_id, upload, actor_of(staff), utc_now(), session=session)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, "attach", {})
    return see_other(f"{_address(case_id)}#files")


@router.get("/{case_id}/print")
async def print_case(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """The whole case on paper, for its team."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁列印。", HTTPStatus.CONFLICT)
    return await _show(request, case_id, staff, in_full=True, template="case_work/print.html")


@router.get("/{case_id}/export/{how}")
async def export(
    case_id: str, how: Export, staff: Reader, cases: CasesDep, database: DatabaseDep
) -> Response:
    """The case file, or the part that may go to the employer's side; recorded."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁匯出。", HTTPStatus.CONFLICT)
    text = await cases.export(case_id, how, actor_of(staff), utc_now())
    number = (await cases.summary(case_id)).number
    if how is Export.TEXT:
        names = _names(await people(database))
        text = _STAFF_ID.sub(lambda found: names.get(found[0], found[0]), text)
    suffix = "json" if how is Export.JSON else "txt"
    return _download(text.encode(), f"{number}-{how}.{suffix}", "text/plain; charset=utf-8")


def _download(content: bytes, name: str, media_type: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox",
    }
    return Response(content, media_type=media_type, headers=headers)
