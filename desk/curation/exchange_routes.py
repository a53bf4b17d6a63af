"""HTTP of spreadsheets: out, edited elsewhere, and back in as drafts."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from core.clock import local_now, utc_now
from core.dependencies import DatabaseDep
from core.errors import NotFound, Problem
from desk.auth import audit_service
from desk.auth.access import origin_of
from desk.auth.audit_service import Event
from desk.curation.people import person
from desk.curation.routes import Curator, curator
from desk.pages import page, see_other
from knowledge import records
from knowledge.labels import KINDS
from knowledge.records import MODELS
from publication import draft_service, import_export
from publication import service as knowledge
from publication.import_export import MEDIA_TYPES, Format, Imported

router = APIRouter(prefix="/desk/curation/exchange", include_in_schema=False, dependencies=[Depends(curator)])
# What the export of everything needs, some times over; it is read beside the event loop.
LARGER_BODIES = {"/desk/curation/exchange/import": 8 * 1024 * 1024}
_LONGEST_TOLD = 200
# Translations are written beside the Chinese.
EXCHANGED = tuple(kind for kind in MODELS if kind != "translation")


def _page(request: Request, problem: Problem | None = None, imported: Imported | None = None) -> Response:
    status = problem.status if problem else 422 if imported else 200
    return page(
        request,
        "curation/exchange.html",
        status,
        kinds={kind: KINDS[kind] for kind in EXCHANGED},
        formats=Format,
        problem=problem,
        imported=imported,
    )


@router.get("")
async def show(request: Request) -> Response:
    """Both forms."""
    return _page(request)


@router.get("/export")
async def export(
    request: Request, database: DatabaseDep, kind: str = "entry", form: Format = Format.XLSX
) -> Response:
    """All records of a kind as a file."""
    if kind not in EXCHANGED:
        raise NotFound("沒有這一類資料。")
    payloads = await knowledge.payloads(database, kind)
    content = await run_in_threadpool(import_export.write, kind, payloads.values(), form)
    await audit_service.noted(
        database, Event.EXPORTED, origin_of(request), utc_now(), f"題庫：{KINDS[kind]}（{form}）"
    )
    name = f"labordesk-{kind}-{local_now():%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def _changed(
    kind: str, imported: Imported, current: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, dict[str, Any]]]:
    """The records that are not as ``current``, each with its key."""
    return [
        (key, payload)
        for key, payload in imported.payloads
        if records.changed(kind, current.get(key), payload)
    ]


@router.post("/import")
async def take(
    request: Request,
    staff: Curator,
    file: Annotated[UploadFile, File()],
    database: DatabaseDep,
    kind: Annotated[str, Form()] = "entry",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Every changed row becomes a draft; with any problem nothing is taken over."""
    try:
        if kind not in EXCHANGED or not note.strip():
            raise Problem("請選種類，並寫明改了什麼、為什麼。")
        current = await knowledge.payloads(database, kind)
        content, name = await file.read(), file.filename or ""
        imported = await run_in_threadpool(import_export.read, kind, content, name, current)
    except Problem as problem:
        return _page(request, problem)
    if imported.problems:
        return _page(request, imported=imported)
    changed = await run_in_threadpool(_changed, kind, imported, current)
    if not changed:
        return _page(request, Problem("檔案裡沒有任何改變，所以沒有產生草稿。"))
    who, now, made = person(staff), utc_now(), []
    async with database.transaction() as session:
        for key, payload in changed:
            known = key if key in current else None
            made.append(
                await draft_service.begin_in(session, kind, payload, who, note.strip(), now, key=known)
            )
        subject = f"題庫：{KINDS[kind]}，{len(changed)} 筆草稿"
        audit_service.note(session, Event.IMPORTED, origin_of(request), now, subject)
    told = {"made": len(made), "first": made[0].id, "ignored": "、".join(imported.ignored)[:_LONGEST_TOLD]}
    return see_other(f"/desk/curation/drafts?{urlencode(told)}")
