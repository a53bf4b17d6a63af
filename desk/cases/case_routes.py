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
from cases.states import EXTENSION_LIMIT, GROUNDS
from core.clock import local_now, utc_now
from core.errors import Problem
from core.privacy import mask
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.cases import service
from desk.cases.forms import details
from desk.cases.routes import PREFIX
from desk.cases.urgency import urgency
from desk.pages import page, see_other
from desk.people import Person, actor_of, people

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
    "open_statement": "打開陳述內容",
    "download": "下載附件",
    "attach": "加附件",
    "status": "民眾查進度",
    "new code": "換發查詢碼",
    "erase": "刪除個資",
    "print": "列印",
    "ask_extension": "申請延長",
    "extension approved": "核准延長",
    "extension refused": "不核准延長",
    "export text": "匯出（文字）",
    "export json": "匯出（JSON）",
    "export employer": "匯出（給雇主）",
}


def _cases(request: Request) -> CaseService:
    cases: CaseService = request.app.state.cases
    return cases


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
    state = request.app.state
    everybody = await people(state.database)
    shown = await service.opened(
        _cases(request),
        state.database,
        case_id,
        staff,
        everybody,
        utc_now(),
        reason=reason,
        in_full=in_full,
    )
    summary = await _cases(request).summary(case_id)
    extra = {"problem": None, "typed": {}, "tried": ""} | context
    return page(
        request,
        template,
        status,
        case=shown,
        view=shown.view,
        near=urgency(summary, local_now().date()),
        names=_names(everybody),
        grounds=GROUNDS,
        audited=_AUDITED | {action.value: action.label for action in Action},
        extension_limit=EXTENSION_LIMIT,
        **extra,
    )


def _names(everybody: tuple[Person, ...]) -> dict[str, str]:
    return {person.staff.id: person.staff.name for person in everybody}


@router.get("/{case_id}")
async def case(request: Request, case_id: str, staff: Reader) -> Response:
    """The case; who is not of its team is asked why first."""
    summary = await _cases(request).summary(case_id)
    if service.needs_reason(staff, summary):
        return page(request, "case_work/reason.html", case=summary, problem=None)
    return await _show(request, case_id, staff)


@router.post("/{case_id}/look")
async def look(
    request: Request, case_id: str, staff: Reader, reason: Annotated[str, Form()] = ""
) -> Response:
    """The case as somebody outside its team sees it, for a reason that is kept."""
    summary = await _cases(request).summary(case_id)
    why = mask(reason.strip())
    if not 2 <= len(why) <= REASON_LIMIT:
        told = Problem(f"請寫為什麼要看這個案件（2 到 {REASON_LIMIT} 字）。")
        return page(request, "case_work/reason.html", told.status, case=summary, problem=told)
    return await _show(request, case_id, staff, reason=why)


@router.post("/{case_id}/open")
async def open_statement(request: Request, case_id: str, staff: Reader) -> Response:
    """The whole statement, for the case team; recorded as such."""
    if not service.is_team(staff, await _cases(request).summary(case_id)):
        raise Problem("只有承辦這個案件的同仁可以打開陳述內容。", HTTPStatus.CONFLICT)
    return await _show(request, case_id, staff, in_full=True)


@router.post("/{case_id}/act/{action}")
async def act(request: Request, case_id: str, action: Action, staff: Handler) -> Response:
    """One action; when it is refused, what was typed stays on the page."""
    posted = {name: str(value) for name, value in (await request.form()).items()}
    try:
        if action is Action.EXTEND:
            raise Problem("延長要先申請，由別人核准。", HTTPStatus.CONFLICT)
        given: dict[str, Any] = details(action, posted)
        await _cases(request).act(case_id, action, actor_of(staff), utc_now(), **given)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, action, posted)
    return see_other(_address(case_id))


async def _again(
    request: Request, case_id: str, staff: Staff, problem: Problem, tried: str, typed: dict[str, str]
) -> Response:
    """The page once more with what went wrong; not a view of the case for those outside its team."""
    if service.needs_reason(staff, await _cases(request).summary(case_id)):
        raise problem
    return await _show(request, case_id, staff, problem.status, problem=problem, tried=tried, typed=typed)


@router.post("/{case_id}/extension")
async def ask_extension(
    request: Request,
    case_id: str,
    staff: Handler,
    days: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Ask for more days; a supervisor decides."""
    try:
        await _cases(request).ask_extension(case_id, days, reason, actor_of(staff), utc_now())
    except Problem as problem:
        typed = {"days": days, "reason": reason}
        return await _again(request, case_id, staff, problem, "extension", typed)
    return see_other(_address(case_id))


@router.post("/extensions/{extension_id}")
async def decide_extension(
    request: Request, extension_id: int, staff: Approver, approve: Annotated[bool, Form()] = False
) -> Response:
    """Approve or refuse; the citizen is told of an extension in writing."""
    decided = await _cases(request).decide_extension(extension_id, approve, actor_of(staff), utc_now())
    return see_other(_address(decided.case_id))


@router.get("/{case_id}/attachments/{attachment_id}")
async def attachment(request: Request, case_id: str, attachment_id: str, staff: Reader) -> Response:
    """A file as a download, for the case team."""
    found, content = await _cases(request).attachment(case_id, attachment_id, actor_of(staff), utc_now())
    return _download(content, found.name, "application/octet-stream")


@router.post("/attach")
async def attach(request: Request, staff: Handler) -> Response:
    """Add files that came on paper or by hand, all of them or none."""
    posted = await request.form()
    case_id = str(posted.get("case_id", ""))
    if not service.is_team(staff, await _cases(request).summary(case_id)):
        raise Problem("只有承辦這個案件的同仁可以加附件。", HTTPStatus.CONFLICT)
    chosen = [file for file in posted.getlist("files") if isinstance(file, UploadFile) and file.filename]
    uploads = [Upload(file.filename or "", await file.read()) for file in chosen]
    try:
        if not uploads:
            raise Problem("還沒有選檔案。")
        async with request.app.state.database.transaction() as db:
            for upload in uploads:
                await _cases(request).add_attachment(case_id, upload, actor_of(staff), utc_now(), db=db)
    except Problem as problem:
        return await _again(request, case_id, staff, problem, "attach", {})
    return see_other(f"{_address(case_id)}#files")


@router.get("/{case_id}/print")
async def print_case(request: Request, case_id: str, staff: Reader) -> Response:
    """The whole case on paper, for its team."""
    if not service.is_team(staff, await _cases(request).summary(case_id)):
        raise Problem("只有承辦這個案件的同仁可以列印。", HTTPStatus.CONFLICT)
    return await _show(request, case_id, staff, in_full=True, template="case_work/print.html")


@router.get("/{case_id}/export/{how}")
async def export(request: Request, case_id: str, how: Export, staff: Reader) -> Response:
    """The case file, or the part that may go to the employer's side; recorded."""
    text = await _cases(request).export(case_id, how, actor_of(staff), utc_now())
    number = (await _cases(request).summary(case_id)).number
    if how is Export.TEXT:
        names = _names(await people(request.app.state.database))
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
