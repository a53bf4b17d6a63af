"""HTTP of one draft: edit, preview, submit, compare, send back."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from core.settings import Settings
from desk.auth.permissions import Staff
from desk.curation import translating
from desk.curation.editing import Editing, FieldIssue, editing, with_payload
from desk.curation.forms import add_row, remove_row, typed
from desk.curation.people import person
from desk.curation.routes import Curator, curator
from desk.curation.translation_routes import entry_of
from desk.pages import page, see_other
from knowledge.differences import differences
from knowledge.errors import InvalidRecord
from knowledge.labels import KINDS, value_label
from knowledge.records import KEYS, MODELS
from publication import draft_review_service, draft_service
from publication import service as knowledge
from publication.errors import Conflict
from publication.schemas import OPEN_DRAFTS, Draft, DraftState
from retrieval.engine import Engine

router = APIRouter(prefix="/desk/curation/drafts", include_in_schema=False, dependencies=[Depends(curator)])
_NAMES = {
    DraftState.DRAFT: "編輯中",
    DraftState.IN_REVIEW: "待審核",
    DraftState.PUBLISHED: "已發布",
    DraftState.REJECTED: "退回",
    DraftState.DISCARDED: "已刪除",
}


@router.get("")
async def listed(
    request: Request, staff: Curator, made: int = 0, first: int = 0, ignored: str = ""
) -> Response:
    """The open drafts, last changed first; ``made``, from ``first`` on, came out of a file just now."""
    return await show_list(request, staff, made=made, first=first, ignored=ignored)


async def show_list(request: Request, staff: Staff, status: int = 200, **context: object) -> Response:
    """The list, with what came of a file or of sending many at once."""
    found, first = await draft_service.listed(provided(request, Database)), context.get("first") or 0
    mine = [draft.id for draft in found if draft.author.id == person(staff).id]
    chosen = frozenset(one for one in mine if isinstance(first, int) and 0 < first <= one)
    shown = {"chosen": chosen, "drafts": found, "states": _NAMES, "kinds": KINDS, "me": person(staff)}
    told: dict[str, object] = {"made": 0, "ignored": "", "refused": {}, "sent": 0}
    return page(request, "curation/drafts.html", status, **(shown | told | context))


async def _editing(request: Request, draft: Draft) -> Editing:
    return await editing(
        provided(request, Database),
        draft,
        local_now(),
        provided(request, Engine).generation.number,
        provided(request, Settings).public_base,
    )


async def _show(
    request: Request,
    staff: Curator,
    draft: Draft,
    status: int = 200,
    told: str = "",
    saved: bool = False,
    shown: Editing | None = None,
) -> Response:
    return page(
        request,
        "curation/draft.html",
        status,
        editing=shown or await _editing(request, draft),
        draft=draft,
        told=told,
        saved=saved,
        state_name=_NAMES[draft.state],
        kind_name=KINDS[draft.kind],
        fixed=(KEYS[draft.kind],) if draft.base_revision else (),
        title=_title(draft),
        can_review=draft.reviewable_by(person(staff)),
        is_open=draft.state in OPEN_DRAFTS,
    )


@router.get("/{draft_id}")
async def show(
    request: Request, staff: Curator, draft_id: int, database: DatabaseDep, saved: bool = False
) -> Response:
    """The form with findings and previews."""
    draft = await draft_service.get(database, draft_id)
    return await _show(request, staff, draft, saved=saved)


@router.post("/{draft_id}")
async def change(request: Request, staff: Curator, draft_id: int, database: DatabaseDep) -> Response:
    """What the buttons of the form do; whatever happens, what was typed is on the page again."""
    sent = await request.form()
    values = {name: value for name, value in sent.items() if isinstance(value, str)}
    draft = await draft_service.get(database, draft_id)
    do, note = values.get("do", "save"), values.get("draft-note", draft.note)
    payload = await _payload(request, draft, values)
    if do.startswith(("add:", "remove:")):
        step, path = do.split(":", 1)
        payload = (add_row if step == "add" else remove_row)(payload, path)
        return await _show(request, staff, with_payload(draft, payload, note))
    version = int(values["version"]) if values.get("version", "").isdigit() else 0
    try:
        if do == "rebase":
            await draft_service.rebase(database, draft_id, version, person(staff), utc_now())
            return see_other(f"/desk/curation/drafts/{draft_id}?saved=true")
        draft = await draft_service.save(database, draft_id, version, payload, person(staff), note, utc_now())
        if do != "submit":
            return see_other(f"/desk/curation/drafts/{draft_id}?saved=true")
        shown = await _editing(request, draft)
        if shown.standing:
            return await _show(request, staff, draft, 422, _refusal(shown.standing), shown=shown)
        draft = await draft_service.submit(database, draft_id, draft.version, utc_now())
        return see_other(f"/desk/curation/drafts/{draft_id}")
    except Conflict as conflict:
        return await _conflict(request, draft_id, conflict, note, version)
    except InvalidRecord:
        told = "已存成草稿，但還不能送審：請先改好標示的欄位。"
        return await _show(request, staff, draft, 422, told)
    except Problem as problem:
        return await _show(request, staff, with_payload(draft, payload, note), problem.status, problem.detail)


def _refusal(standing: Sequence[FieldIssue]) -> str:
    """Why a draft is not sent to review: the fields, and what is wrong with the first of them."""
    fields = "、".join(dict.fromkeys(f"「{finding.label}」" for finding in standing))
    first = standing[0].message
    return f"已存成草稿，但還不能送審：請先改好標示的欄位 {fields}（{first}）。"


def _title(draft: Draft) -> str:
    """What the draft is of, as people call it."""
    name = draft.question or draft.key or "新的"
    if draft.kind != "translation":
        return name
    return f"{value_label('language', draft.payload['language'])}　{draft.payload['id']}"


async def _payload(request: Request, draft: Draft, values: dict[str, str]) -> dict[str, Any]:
    """What the form, or the page of a conflict, sends back."""
    if "payload" in values:
        try:
            found = json.loads(values["payload"])
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
        raise Problem("送來的內容不完整，請回上一頁再試一次。")
    if "form" not in values:
        return draft.payload
    if draft.kind == "translation":
        base = await knowledge.read(provided(request, Database))
        return translating.typed(entry_of(base, draft.payload["id"]), draft.payload, values)
    return typed(MODELS[draft.kind], values)


async def _conflict(request: Request, draft_id: int, conflict: Conflict, note: str, version: int) -> Response:
    """Both texts, and the way on with either."""
    now = await draft_service.get(provided(request, Database), draft_id)
    return page(
        request,
        "curation/conflict.html",
        conflict.status,
        conflict=conflict,
        differences=differences(conflict.theirs, conflict.yours),
        yours=json.dumps(conflict.yours, ensure_ascii=False),
        draft=now,
        note=note,
        of_draft=now.version != version and now.payload == conflict.theirs,
    )


@router.post("/{draft_id}/reject")
async def reject(
    request: Request,
    staff: Curator,
    draft_id: int,
    database: DatabaseDep,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Send it back to whoever wrote it."""
    try:
        await draft_review_service.reject(database, draft_id, person(staff), reason, utc_now())
    except Problem as problem:
        draft = await draft_service.get(database, draft_id)
        return await _show(request, staff, draft, problem.status, problem.detail)
    return see_other("/desk/curation/drafts")


@router.post("/{draft_id}/discard")
async def discard(staff: Curator, draft_id: int, database: DatabaseDep) -> Response:
    """Put it away."""
    await draft_service.discard(database, draft_id, utc_now())
    return see_other("/desk/curation/drafts")
