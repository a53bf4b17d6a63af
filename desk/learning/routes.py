"""HTTP of the learning queue: what was asked, and one click to what becomes of it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from connectors.channel_labels import channel_label
from core.clock import local_now, local_time, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import Problem
from core.spreadsheet import SheetFormat, csv_file, guarded
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.curation.people import person
from desk.learning.queue import SOURCES, topics
from desk.pages import page, see_other
from knowledge.intents import Kind
from publication import question_service
from publication.schemas import QuestionState
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine

_learner = allowed(Permission.LEARN)
router = APIRouter(prefix="/desk/learning", include_in_schema=False, dependencies=[Depends(_learner)])
Learner = Annotated[Staff, Depends(_learner)]
# Who may change entries may also turn a question into a draft of one.
Curator = Annotated[Staff, Depends(allowed(Permission.CURATE))]
Ids = Annotated[list[int], Form()]
_TITLES = ("編號", "時間", "民眾的話", "來源", "管道", "當時顯示", "版次", "狀態", "承辦", "結果", "歸到")


async def _queue(request: Request, staff: Staff, problem: Problem | None = None) -> Response:
    waiting = await question_service.listed(provided(request, Database))
    found = await asyncio.to_thread(
        topics, waiting, provided(request, CachingEncoder), provided(request, Engine)
    )
    catalogue = provided(request, Engine).catalogue
    outside = [i for i in provided(request, Engine).generation.base.intents if i.kind is Kind.OUT_OF_SCOPE]
    return page(
        request,
        "learning/queue.html",
        problem.status if problem else 200,
        topics=found,
        total=len(waiting),
        entries=[(entry.id, entry.question) for entry in catalogue],
        outside=[(intent.id, intent.title) for intent in outside],
        may_curate=staff.may(Permission.CURATE),
        problem=problem,
    )


@router.get("")
async def show(request: Request, staff: Learner) -> Response:
    """The groups, most asked first."""
    return await _queue(request, staff)


@router.post("/assign")
async def assign(request: Request, staff: Learner, id: Ids, database: DatabaseDep) -> Response:
    """Take care of a group."""
    try:
        await question_service.assign(database, id, person(staff))
    except Problem as problem:
        return await _queue(request, staff, problem)
    return see_other("/desk/learning")


@router.post("/dismiss")
async def dismiss(request: Request, staff: Learner, id: Ids, database: DatabaseDep) -> Response:
    """Nothing to be done."""
    try:
        await question_service.dismiss(database, id, utc_now())
    except Problem as problem:
        return await _queue(request, staff, problem)
    return see_other("/desk/learning")


@router.post("/resolve")
async def resolve(
    request: Request,
    staff: Curator,
    id: Ids,
    do: Annotated[str, Form()],
    database: DatabaseDep,
    text: Annotated[str, Form(max_length=question_service.TEXT_LIMIT)] = "",
    entry: Annotated[str, Form()] = "",
    topic: Annotated[str, Form()] = "",
    new_id: Annotated[str, Form()] = "",
) -> Response:
    """A draft: another way to ask an entry, a new entry, or an example of what we do not answer."""
    who, now = person(staff), utc_now()
    try:
        if not text.strip() or not {"variant": entry, "outside": topic, "entry": new_id}.get(do):
            raise Problem("請填說法，並選好要歸到哪裡。")
        if do == "variant":
            draft = await question_service.make_variant(database, id, entry, text, who, now)
        elif do == "outside":
            draft = await question_service.make_out_of_scope(database, id, topic, text, who, now)
        else:
            blank = {"question": text.strip(), "effective_from": local_now().date().isoformat()}
            draft = await question_service.make_entry(database, id, new_id, blank, who, now)
    except Problem as problem:
        return await _queue(request, staff, problem)
    return see_other(f"/desk/curation/drafts/{draft.id}")


@router.get("/export.csv", dependencies=[Depends(allowed(Permission.LEARN))])
async def export(database: DatabaseDep) -> Response:
    """Every question that was noted, masked, as a spreadsheet."""
    found = await question_service.listed(database, frozenset(QuestionState))
    rows = [
        (
            str(question.id),
            local_time(question.created_at),
            question.text,
            SOURCES[question.source],
            channel_label(question.channel),
            "、".join(question.candidates),
            str(question.generation),
            question.standing.value,
            question.assignee,
            question.resolution,
            question.label,
        )
        for question in found
    ]
    content = csv_file([_TITLES, *(tuple(map(guarded, row)) for row in rows)])
    headers = {"Content-Disposition": f'attachment; filename="learning-{local_now():%Y%m%d}.csv"'}
    return Response(content, media_type=SheetFormat.CSV.media_type, headers=headers)
