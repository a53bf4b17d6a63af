"""HTTP of many drafts at once, as an import makes them: all that are right go to review together."""

import asyncio
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.dependencies import DatabaseDep
from core.errors import Problem
from desk.curation.draft_routes import show_list
from desk.curation.routes import Curator, curator
from desk.curation.translating import lost
from knowledge.checks import check
from knowledge.errors import InvalidRecord
from knowledge.loader import KnowledgeBase
from knowledge.records import key_of, with_records
from publication import draft_service
from publication import service as knowledge
from publication.schemas import Draft, DraftState

router = APIRouter(prefix="/desk/curation/drafts", include_in_schema=False, dependencies=[Depends(curator)])


@router.post("/submit")
async def submit_many(
    request: Request, staff: Curator, database: DatabaseDep, draft: Annotated[list[int] | None, Form()] = None
) -> Response:
    """Ask for a review of every chosen draft that the checks let through; the others say why not."""
    listed = await draft_service.listed(database, [DraftState.DRAFT])
    chosen = [await draft_service.get(database, one.id) for one in listed if one.id in (draft or ())]
    base = await knowledge.read(database)
    refused = await asyncio.to_thread(standing, base, chosen, local_now().date())
    sent = 0
    for one in chosen:
        if one.id in refused:
            continue
        try:
            await draft_service.submit(database, one.id, one.version, utc_now())
            sent += 1
        except InvalidRecord as error:
            refused[one.id] = "；".join(error.fields.values())
        except Problem as problem:
            refused[one.id] = problem.detail
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return await show_list(request, staff, status, sent=sent, refused=refused)


def standing(base: KnowledgeBase, chosen: Sequence[Draft], today: date) -> dict[int, str]:
    """Why a draft cannot be reviewed yet, by its number; the checks see all of them together.

    What they newly break in another entry stands in the way of all of them: nobody knows which it was.
    """
    proposed, refused = base, dict[int, str]()
    for one in chosen:
        try:
            proposed = with_records(proposed, [(one.kind, one.payload)])
        except InvalidRecord as error:
            refused[one.id] = "；".join(error.fields.values())
    entries = {entry.id: entry for entry in proposed.entries}
    for one in chosen:
        if one.kind == "translation" and (told := lost(entries[one.payload["id"]], one.payload)):
            refused.setdefault(one.id, told)
    numbers = {key_of(one.kind, one.payload): one.id for one in chosen if one.kind == "entry"}
    before = {(problem.field, problem.message) for problem in check(base, today)}
    for problem in check(proposed, today):
        entry_id = problem.field.partition(".")[0]
        if problem.warning:
            continue
        if entry_id in numbers:
            refused.setdefault(numbers[entry_id], problem.message)
        elif (problem.field, problem.message) not in before:
            for one in chosen:
                refused.setdefault(one.id, f"{problem.field}：{problem.message}")
    return refused
