"""HTTP of what belongs to a case on paper: its files, the sheets that are printed, the exports."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from cases.export import Export
from cases.schemas import Upload, Viewer
from cases.visibility import shown_to
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from desk import files
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.cases import service
from desk.cases.case_page import address, again, names_of, show
from desk.cases.routes import PREFIX
from desk.files import IN_PAGE, As
from desk.pages import page, see_other
from desk.people import actor_of, people
from web.dependencies import CasesDep

# Takes files: the app lets larger bodies through here.
ATTACH = f"{PREFIX}/attach"
_STAFF_ID = re.compile(r"\bstaff-\d+\b")
_READ = allowed(Permission.READ_CASES)
_HANDLE = allowed(Permission.HANDLE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_READ)])
Reader = Annotated[Staff, Depends(_READ)]
Handler = Annotated[Staff, Depends(_HANDLE)]


@router.get("/{case_id}/attachments/{attachment_id}")
async def attachment(
    case_id: str, attachment_id: str, staff: Reader, cases: CasesDep, as_: As = ""
) -> Response:
    """A file as a download or as its page shows it, for the case team."""
    is_shown = as_ == IN_PAGE
    found, content = await cases.attachment(
        case_id, attachment_id, actor_of(staff), utc_now(), what="show" if is_shown else "download"
    )
    if is_shown:
        return files.shown(content, found.name, found.kind)
    return files.download(content, found.name)


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
        return await again(request, case_id, staff, problem, "attach", {})
    return see_other(f"{address(case_id)}#files")


@router.get("/{case_id}/print")
async def print_case(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """The whole case on paper, for its team."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁列印。", HTTPStatus.CONFLICT)
    await _note(request, Event.PRINTED, (await cases.summary(case_id)).number)
    return await show(request, case_id, staff, in_full=True, template="case_work/print.html")


@router.get("/{case_id}/employer")
async def employer(request: Request, case_id: str, staff: Reader, cases: CasesDep) -> Response:
    """What the employer may read of a case, on paper or as PDF; recorded as the export that it is."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁匯出。", HTTPStatus.CONFLICT)
    actor, now = actor_of(staff), utc_now()
    await cases.export(case_id, Export.EMPLOYER, actor, now)
    view = await cases.view(case_id, actor, now)
    assert view.statement is not None  # the export has refused otherwise
    await _note(request, Event.PRINTED, f"{view.number}（給雇主）")
    told = shown_to(view.statement, Viewer.EMPLOYER)
    return page(request, "case_work/employer.html", view=view, told=told, today=local_now().date())


@router.get("/{case_id}/export/{how}")
async def export(
    request: Request, case_id: str, how: Export, staff: Reader, cases: CasesDep, database: DatabaseDep
) -> Response:
    """The case file, or the part that may go to the employer's side; recorded."""
    if not service.may_read(staff, await cases.summary(case_id)):
        raise Problem("受理以後，由承辦的同仁匯出。", HTTPStatus.CONFLICT)
    text = await cases.export(case_id, how, actor_of(staff), utc_now())
    number = (await cases.summary(case_id)).number
    await _note(request, Event.EXPORTED, f"{number}（{how}）")
    if how is Export.TEXT:
        names = names_of(await people(database))
        text = _STAFF_ID.sub(lambda found: names.get(found[0], found[0]), text)
    suffix = "json" if how is Export.JSON else "txt"
    return files.download(text.encode(), f"{number}-{how}.{suffix}", "text/plain; charset=utf-8")


async def _note(request: Request, event: Event, subject: str) -> None:
    database = provided(request, Database)
    await audit_service.noted(database, event, origin_of(request), utc_now(), f"案件 {subject}")
