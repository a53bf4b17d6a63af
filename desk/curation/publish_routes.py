"""HTTP of publishing: choose drafts, watch the gate, confirm, see the proof."""

import uuid
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.curation.people import person
from desk.curation.withdrawal_proof import prove
from desk.dependencies import PublisherDep
from desk.pages import page, see_other
from knowledge.labels import KINDS
from publication import draft_service
from publication import service as knowledge
from publication.change_kinds import Verdict
from publication.gate import EntryChange
from publication.publication_records import Publication, Stage
from publication.publishing_service import Publisher
from publication.schemas import DraftState
from retrieval.engine import Engine

_publisher = allowed(Permission.PUBLISH)
router = APIRouter(
    prefix="/desk/curation/publish", include_in_schema=False, dependencies=[Depends(_publisher)]
)
Curator = Annotated[Staff, Depends(_publisher)]
_STAGES = {
    Stage.RUNNING: "檢查中",
    Stage.READY: "檢查完成，等待確認",
    Stage.PUBLISHING: "發布中",
    Stage.PUBLISHED: "已發布",
    Stage.FAILED: "沒有完成",
}


async def _choose(
    request: Request, staff: Staff, chosen: Iterable[int], problem: Problem | None = None
) -> Response:
    publisher = provided(request, Publisher)
    return page(
        request,
        "curation/publish.html",
        problem.status if problem else 200,
        drafts=await draft_service.listed(provided(request, Database), {DraftState.IN_REVIEW}),
        me=person(staff),
        chosen=frozenset(chosen),
        publications=await publisher.listed(),
        stages=_STAGES,
        kinds=KINDS,
        problem=problem,
    )


@router.get("")
async def choose(request: Request, staff: Curator, draft: int = 0) -> Response:
    """What waits for review, and what was published before."""
    return await _choose(request, staff, [draft])


@router.post("")
async def start(
    request: Request,
    staff: Curator,
    publisher: PublisherDep,
    draft: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Begin the gate for the chosen drafts."""
    try:
        publication = await publisher.start(draft or [], person(staff), uuid.uuid4().hex)
    except Problem as problem:
        return await _choose(request, staff, draft or [], problem)
    return see_other(f"/desk/curation/publish/{publication.id}")


async def _show(
    request: Request, staff: Staff, publication: Publication, problem: Problem | None = None
) -> Response:
    chosen = [
        await draft_service.get(provided(request, Database), draft_id) for draft_id, _ in publication.drafts
    ]
    proofs = []
    if publication.stage is Stage.PUBLISHED and publication.report:
        gone = {e.id for e in publication.report.entries if e.change is EntryChange.WITHDRAWN}
        base = await knowledge.read(provided(request, Database))
        absent = [
            entry
            for entry in base.entries
            if entry.id in gone and entry.id not in provided(request, Engine).catalogue
        ]
        proofs = await prove(request.app, provided(request, Engine), absent)
    response = page(
        request,
        "curation/publication.html",
        problem.status if problem else 200,
        publication=publication,
        report=publication.report,
        drafts=chosen,
        kinds=KINDS,
        stage_name=_STAGES[publication.stage],
        verdicts=list(Verdict),
        proofs=proofs,
        serving=provided(request, Engine).generation.number,
        mine=publication.started_by.id == staff.id,
        problem=problem,
    )
    if publication.stage in (Stage.RUNNING, Stage.PUBLISHING):
        response.headers["Refresh"] = "1"
    return response


@router.get("/{publication_id}")
async def show(request: Request, staff: Curator, publication_id: str, publisher: PublisherDep) -> Response:
    """How far it is; reloads itself while the gate runs."""
    return await _show(request, staff, await publisher.get(publication_id))


@router.post("/{publication_id}")
async def confirm(
    request: Request,
    staff: Curator,
    publication_id: str,
    publisher: PublisherDep,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Publish."""
    try:
        await publisher.confirm(publication_id, person(staff), reason)
    except Problem as problem:
        return await _show(request, staff, await publisher.get(publication_id), problem)
    subject = f"{publication_id}（{reason.strip()}）" if reason.strip() else publication_id
    await audit_service.noted(
        provided(request, Database), Event.PUBLISHED, origin_of(request), utc_now(), subject
    )
    return see_other(f"/desk/curation/publish/{publication_id}")
