"""HTTP of the tags of conversations: whoever has a conversation puts them on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.tags import service as tags
from cases.tags.service import Taggable
from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep
from core.errors import Problem
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.dependencies import HandoverDep
from desk.inbox import views
from desk.inbox.routes import PREFIX
from desk.inbox.service import speaker
from desk.pages import see_other

_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


@router.post("/{conversation_id}/tags")
async def tag(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    handover: HandoverDep,
    database: DatabaseDep,
    tag: Annotated[int, Form()] = 0,
) -> Response:
    """Put a tag on a conversation that is in my hands."""
    try:
        await handover.renew(speaker(staff), conversation_id, utc_now())
        await _change(request, database, conversation_id, tag, is_put=True)
    except Problem as problem:
        return await views.show(request, conversation_id, staff, problem.status, problem=problem)
    return see_other(f"{PREFIX}/{conversation_id}")


@router.post("/{conversation_id}/tags/{tag_id}/remove")
async def untag(
    request: Request,
    conversation_id: str,
    tag_id: int,
    staff: Clerk,
    handover: HandoverDep,
    database: DatabaseDep,
) -> Response:
    """Take a tag off again."""
    try:
        await handover.renew(speaker(staff), conversation_id, utc_now())
        await _change(request, database, conversation_id, tag_id, is_put=False)
    except Problem as problem:
        return await views.show(request, conversation_id, staff, problem.status, problem=problem)
    return see_other(f"{PREFIX}/{conversation_id}")


async def _change(
    request: Request, database: Database, conversation_id: str, tag_id: int, *, is_put: bool
) -> None:
    now = utc_now()
    async with database.transaction() as session:
        if is_put:
            name = await tags.put(session, tag_id, Taggable.CONVERSATION, conversation_id, now)
        else:
            name = await tags.take_off(session, tag_id, Taggable.CONVERSATION, conversation_id)
        told = f"對話{'加' if is_put else '拿掉'}標籤 {name}"
        audit_service.note(session, Event.TALK_TAGGED, origin_of(request), now, told)
