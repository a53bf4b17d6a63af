"""HTTP of the notes on a conversation, and of the colleagues whom they name."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.dependencies import HandoverDep
from desk.inbox import views
from desk.inbox.routes import NOTE_LIMIT, PREFIX, checked
from desk.inbox.service import speaker
from desk.mentions import service as mentions
from desk.pages import page, see_other
from desk.people import people

_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


@router.post("/{conversation_id}/note")
async def note(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    handover: HandoverDep,
    database: DatabaseDep,
    note: Annotated[str, Form()] = "",
) -> Response:
    """Keep a note for colleagues, and tell those whom it names; the citizen never sees it."""
    where = f"{PREFIX}/{conversation_id}"
    try:
        told, now = checked(note, NOTE_LIMIT), utc_now()
        named = mentions.named(told, await people(database), staff, _may_read)
        async with database.transaction() as session:
            await handover.note(speaker(staff), conversation_id, told, now, session=session)
            mentions.keep(session, named, staff, where, "收件匣的對話", now)
    except Problem as problem:
        return await views.show(request, conversation_id, staff, problem.status, problem=problem, note=note)
    return see_other(f"{where}#notes")


@router.post("/{conversation_id}/colleagues")
async def colleagues(
    request: Request, staff: Clerk, database: DatabaseDep, q: Annotated[str, Form(max_length=30)] = ""
) -> Response:
    """Whom 「@」 can name in a note."""
    offered = mentions.offered(await people(database), q, staff, _may_read)
    return page(request, "partials/insert.html", offered=offered)


def _may_read(staff: Staff) -> bool:
    return staff.may(Permission.ANSWER)
