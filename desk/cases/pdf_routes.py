"""HTTP of the documents of a case as PDF: the whole file, the part for the employer, letters to citizens."""

import re
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from cases.export import Export, case_file
from cases.service import CaseService
from core import pdf
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import NotFound, Problem
from core.settings import Settings
from desk import files
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.cases import service
from desk.cases.letters import is_letter, letter
from desk.cases.routes import PREFIX
from desk.people import actor_of, names
from web.dependencies import CasesDep

_STAFF_ID = re.compile(r"\bstaff-\d+\b")
# What only the bureau reads of a sheet that goes to the employer.
_REMARK = "※"
_READ = allowed(Permission.READ_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_READ)])
Reader = Annotated[Staff, Depends(_READ)]


class Paper(StrEnum):
    """Which part of a case."""

    FILE = "file"
    EMPLOYER = "employer"


@router.get("/{case_id}/{paper}.pdf")
async def paper(
    request: Request, case_id: str, paper: Paper, staff: Reader, cases: CasesDep, database: DatabaseDep
) -> Response:
    """The case file, or what the employer may read; recorded as the export that it is."""
    number = await _readable(cases, case_id, staff)
    if paper is Paper.EMPLOYER:
        text = await cases.export(case_id, Export.EMPLOYER, actor_of(staff), utc_now())
        lines = [line for line in text.split("\n") if not line.startswith(_REMARK)]
        title, foot = f"申訴事項　{number}", ""
    else:
        lines = await _whole(cases, case_id, staff, await names(database))
        title, foot = (
            f"案件 {number}",
            f"{staff.name} {local_now():%Y-%m-%d %H:%M} 下載。含個人資料，請依規定保管。",
        )
    await _note(request, f"{number}（PDF，{paper}）")
    content = await run_in_threadpool(pdf.document, title, lines, foot)
    return files.download(content, f"{number}-{paper}.pdf", pdf.MEDIA_TYPE)


@router.get("/{case_id}/letters/{place}.pdf")
async def on_paper(request: Request, case_id: str, place: int, staff: Reader, cases: CasesDep) -> Response:
    """What the citizen was told by the event at ``place``, counted from 0, to be posted or handed over."""
    number = await _readable(cases, case_id, staff)
    view = await cases.view(case_id, actor_of(staff), utc_now(), what="print letter")
    if not (0 <= place < len(view.events) and is_letter(view.events[place])):
        raise NotFound("這一件的這個步驟沒有給民眾的信。")
    status = f"{provided(request, Settings).public_base}/cases/status"
    title, lines = letter(view, view.events[place], local_now().date(), status)
    await _note(request, f"{number}（PDF，給民眾的信）")
    content = await run_in_threadpool(pdf.document, title, lines)
    return files.download(content, f"{number}-letter-{place}.pdf", pdf.MEDIA_TYPE)


async def _readable(cases: CaseService, case_id: str, staff: Staff) -> str:
    """The number of a case that ``staff`` may read.

    Raises:
        NoSuchCase. Problem: they may not.
    """
    summary = await cases.summary(case_id)
    if not service.may_read(staff, summary):
        raise Problem("受理以後，由承辦的同仁下載。", HTTPStatus.CONFLICT)
    return summary.number


async def _whole(cases: CaseService, case_id: str, staff: Staff, names: dict[str, str]) -> list[str]:
    """The file of a case and of those that are part of it."""
    actor, now = actor_of(staff), utc_now()
    text = await cases.export(case_id, Export.TEXT, actor, now)
    parts = [
        f"【併入的案件 {part.number}】\n{case_file(part)}" for part in await cases.parts(case_id, actor, now)
    ]
    whole = "\n".join((text, *parts))
    return _STAFF_ID.sub(lambda found: names.get(found[0], found[0]), whole).split("\n")


async def _note(request: Request, subject: str) -> None:
    database = provided(request, Database)
    await audit_service.noted(database, Event.EXPORTED, origin_of(request), utc_now(), f"案件 {subject}")
