"""HTTP of the inbox."""

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from sse_starlette import EventSourceResponse

from bot.handover import HandoverService
from core.clock import local_now, utc_now
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.inbox import service, stream
from desk.inbox.canned import Canned, canned
from desk.inbox.open_streams import OpenStreams
from desk.inbox.service import Gone, speaker
from desk.pages import page, see_other
from desk.people import names
from web.look_up import find

PREFIX = "/desk/inbox"
TEXT_LIMIT = 2000
NOTE_LIMIT = 1000
_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


def _handover(request: Request) -> HandoverService:
    handover: HandoverService = request.app.state.handover
    return handover


def _address(conversation_id: str) -> str:
    return f"{PREFIX}/{conversation_id}"


async def _listing(request: Request, staff: Staff) -> dict[str, Any]:
    state, handover = request.app.state, _handover(request)
    known = await names(state.database)
    found = await handover.waiting()
    async with state.database.transaction() as db:
        standing = await handover.standing(db, utc_now())
    listed = service.listing(found, staff, known, state.engine.catalogue, utc_now())
    return {"listing": listed, "standing": standing}


@router.get("")
async def inbox(request: Request, staff: Clerk, lost: str = "") -> Response:
    """Who waits, what I have, what others have; opening it says that I am here."""
    await _handover(request).heartbeat(speaker(staff), utc_now())
    return page(request, "inbox/inbox.html", lost=lost, **await _listing(request, staff))


@router.get("/list")
async def list_only(request: Request, staff: Clerk) -> Response:
    """The list alone, fetched when something changed."""
    return page(request, "inbox/list.html", **await _listing(request, staff))


@router.get("/events")
async def events(request: Request, staff: Clerk, conversation: str = "") -> Response:
    """The stream that tells a page that something changed."""
    if "text/event-stream" not in request.headers.get("accept", ""):
        raise Problem("這個位址只給收件匣的頁面用。", HTTPStatus.NOT_ACCEPTABLE)
    streams: OpenStreams = request.app.state.inbox_streams
    told = stream.limited(streams, _handover(request), speaker(staff), conversation)
    return EventSourceResponse(told, send_timeout=30)


@router.get("/canned")
async def canned_answers(request: Request, q: str = "") -> Response:
    """Answers of the knowledge base that fit ``q``."""
    return page(request, "inbox/canned.html", canned=_canned(request, q), find=q, conversation_id="")


def _canned(request: Request, text: str) -> tuple[Canned, ...]:
    return tuple(map(canned, find(request.app.state.engine, text, local_now()).entries))


@router.post("/next")
async def take_next(request: Request, staff: Clerk) -> Response:
    """Take who waits longest."""
    taken = await _handover(request).take(speaker(staff), utc_now())
    return see_other(_address(taken) if taken else f"{PREFIX}?lost=nobody")


@router.post("/away")
async def away(request: Request, staff: Clerk) -> Response:
    """I do not take conversations now: the queue does not count on me."""
    await _handover(request).sign_off(speaker(staff))
    return see_other("/desk")


@router.get("/{conversation_id}")
async def conversation(
    request: Request, conversation_id: str, staff: Clerk, find: str = "", insert: str = ""
) -> Response:
    """One conversation; ``find`` looks for canned answers, ``insert`` puts one into the reply."""
    catalogue = request.app.state.engine.catalogue
    entry = catalogue.view(insert, local_now()) if insert else None
    text = canned(entry).text if entry else ""
    return await _show(request, conversation_id, staff, text=text, find=find)


async def _show(
    request: Request,
    conversation_id: str,
    staff: Staff,
    status: int = HTTPStatus.OK,
    *,
    text: str = "",
    find: str = "",
    problem: Problem | None = None,
) -> Response:
    await stream.keep(_handover(request), speaker(staff), conversation_id)
    return page(
        request,
        "inbox/conversation.html",
        status,
        talk=await _talk(request, conversation_id, staff),
        conversation_id=conversation_id,
        key=secrets.token_urlsafe(12),
        text=text,
        find=find,
        canned=_canned(request, find),
        problem=problem,
        people=await names(request.app.state.database),
    )


async def _talk(request: Request, conversation_id: str, staff: Staff) -> service.Conversation:
    state = request.app.state
    return await service.conversation(
        _handover(request),
        conversation_id,
        staff,
        await names(state.database),
        state.engine.catalogue,
        utc_now(),
    )


@router.get("/{conversation_id}/lines")
async def lines(request: Request, conversation_id: str, staff: Clerk) -> Response:
    """What was said and where it stands, fetched when it changed."""
    return page(request, "inbox/lines.html", talk=await _talk(request, conversation_id, staff))


@router.post("/{conversation_id}/take")
async def take(request: Request, conversation_id: str, staff: Clerk) -> Response:
    """Take this conversation; exactly one of those who try at once gets it."""
    taken = await _handover(request).take(speaker(staff), utc_now(), conversation_id)
    if taken is None:
        return see_other(f"{PREFIX}?lost=taken")
    return see_other(f"{_address(conversation_id)}#reply")


@router.post("/{conversation_id}/say")
async def say(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    text: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Send a reply; when it cannot be sent, what was typed stays on the page."""
    try:
        told = _checked(text, TEXT_LIMIT)
        await _handover(request).say(speaker(staff), conversation_id, told, utc_now(), key or None)
    except Problem as problem:
        try:
            return await _show(request, conversation_id, staff, problem.status, text=text, problem=problem)
        except Gone:
            return page(request, "inbox/gone.html", HTTPStatus.NOT_FOUND, text=text)
    return see_other(f"{_address(conversation_id)}#reply")


@router.post("/{conversation_id}/note")
async def note(
    request: Request, conversation_id: str, staff: Clerk, note: Annotated[str, Form()] = ""
) -> Response:
    """Keep a note for colleagues; the citizen never sees it."""
    try:
        told = _checked(note, NOTE_LIMIT)
        await _handover(request).note(speaker(staff), conversation_id, told, utc_now())
    except Problem as problem:
        return await _show(request, conversation_id, staff, problem.status, problem=problem)
    return see_other(f"{_address(conversation_id)}#notes")


@router.post("/{conversation_id}/back")
async def hand_back(
    request: Request, conversation_id: str, staff: Clerk, word: Annotated[str, Form()] = ""
) -> Response:
    """The bot answers again; the citizen is told, with a last word if there is one."""
    last = word.strip()[:TEXT_LIMIT]
    try:
        await _handover(request).hand_back(speaker(staff), conversation_id, utc_now(), last)
    except Problem as problem:
        return await _show(request, conversation_id, staff, problem.status, problem=problem)
    return see_other(PREFIX)


def _checked(text: str, limit: int) -> str:
    """``text`` without surrounding white space.

    Raises:
        Problem: nothing, or too much.
    """
    text = text.strip()
    if not text:
        raise Problem("還沒有寫內容。")
    if len(text) > limit:
        raise Problem(f"最多 {limit:,} 字，您寫了 {len(text):,} 字。請分成兩則送。")
    return text
