"""HTTP of the inbox."""

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from sse_starlette import EventSourceResponse

from bot.handover import HandoverService
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.dependencies import HandoverDep, OpenStreamsDep
from desk.inbox import service, stream
from desk.inbox.canned import Canned, canned
from desk.inbox.service import Gone, speaker
from desk.pages import page, see_other
from desk.people import names
from retrieval.engine import Engine
from web.dependencies import EngineDep
from web.look_up import find

PREFIX = "/desk/inbox"
TEXT_LIMIT = 2000
NOTE_LIMIT = 1000
_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


def _address(conversation_id: str) -> str:
    return f"{PREFIX}/{conversation_id}"


async def _listing(request: Request, staff: Staff) -> dict[str, Any]:
    handover = provided(request, HandoverService)
    known = await names(provided(request, Database))
    found = await handover.waiting()
    async with provided(request, Database).transaction() as session:
        standing = await handover.standing(session, utc_now())
    listed = service.listing(found, staff, known, provided(request, Engine).catalogue, utc_now())
    return {"listing": listed, "standing": standing}


@router.get("")
async def inbox(request: Request, staff: Clerk, handover: HandoverDep, lost: str = "") -> Response:
    """Who waits, what I have, what others have; opening it says that I am here."""
    await handover.heartbeat(speaker(staff), utc_now())
    return page(request, "inbox/inbox.html", lost=lost, **await _listing(request, staff))


@router.get("/list")
async def list_only(request: Request, staff: Clerk) -> Response:
    """The list alone, fetched when something changed."""
    return page(request, "inbox/list.html", **await _listing(request, staff))


@router.get("/events")
async def events(
    request: Request, staff: Clerk, streams: OpenStreamsDep, handover: HandoverDep, conversation: str = ""
) -> Response:
    """The stream that tells a page that something changed."""
    if "text/event-stream" not in request.headers.get("accept", ""):
        raise Problem("這個位址只給收件匣的頁面用。", HTTPStatus.NOT_ACCEPTABLE)
    told = stream.limited(streams, handover, speaker(staff), conversation)
    return EventSourceResponse(told, send_timeout=30)


@router.get("/canned")
async def canned_answers(request: Request, q: str = "") -> Response:
    """Answers of the knowledge base that fit ``q``."""
    return page(request, "inbox/canned.html", canned=_canned(request, q), find=q, conversation_id="")


def _canned(request: Request, text: str) -> tuple[Canned, ...]:
    return tuple(map(canned, find(provided(request, Engine), text, local_now()).entries))


@router.post("/next")
async def take_next(staff: Clerk, handover: HandoverDep) -> Response:
    """Take who waits longest."""
    taken = await handover.take(speaker(staff), utc_now())
    return see_other(_address(taken) if taken else f"{PREFIX}?lost=nobody")


@router.post("/away")
async def away(staff: Clerk, handover: HandoverDep) -> Response:
    """I do not take conversations now: the queue does not count on me."""
    await handover.sign_off(speaker(staff))
    return see_other("/desk")


@router.get("/{conversation_id}")
async def conversation(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    engine: EngineDep,
    find: str = "",
    insert: str = "",
    situation: int = 0,
) -> Response:
    """One conversation; ``find`` looks for canned answers, ``insert`` puts one into the reply."""
    catalogue = engine.catalogue
    entry = catalogue.view(insert, local_now()) if insert else None
    text = canned(entry).text(situation) if entry else ""
    return await _show(request, conversation_id, staff, text=text, find=find)


async def _show(
    request: Request,
    conversation_id: str,
    staff: Staff,
    status: int = HTTPStatus.OK,
    *,
    find: str = "",
    problem: Problem | None = None,
    **typed: str,
) -> Response:
    await stream.keep(provided(request, HandoverService), speaker(staff), conversation_id)
    return page(
        request,
        "inbox/conversation.html",
        status,
        talk=await _talk(request, conversation_id, staff),
        conversation_id=conversation_id,
        key=secrets.token_urlsafe(12),
        typed={"text": "", "note": "", "word": ""} | typed,
        find=find,
        canned=_canned(request, find),
        problem=problem,
        people=await names(provided(request, Database)),
    )


async def _talk(request: Request, conversation_id: str, staff: Staff) -> service.Conversation:
    return await service.conversation(
        provided(request, HandoverService),
        conversation_id,
        staff,
        await names(provided(request, Database)),
        provided(request, Engine).catalogue,
        utc_now(),
    )


@router.get("/{conversation_id}/lines")
async def lines(request: Request, conversation_id: str, staff: Clerk) -> Response:
    """What was said and where it stands, fetched when it changed."""
    return page(request, "inbox/lines.html", talk=await _talk(request, conversation_id, staff))


@router.post("/{conversation_id}/take")
async def take(conversation_id: str, staff: Clerk, handover: HandoverDep) -> Response:
    """Take this conversation; exactly one of those who try at once gets it."""
    taken = await handover.take(speaker(staff), utc_now(), conversation_id)
    if taken is None:
        return see_other(f"{PREFIX}?lost=taken")
    return see_other(f"{_address(conversation_id)}#reply")


@router.post("/{conversation_id}/say")
async def say(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    handover: HandoverDep,
    text: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Send a reply; when it cannot be sent, what was typed stays on the page."""
    try:
        told = _checked(text, TEXT_LIMIT)
        await handover.say(speaker(staff), conversation_id, told, utc_now(), key or None)
    except Problem as problem:
        try:
            return await _show(request, conversation_id, staff, problem.status, text=text, problem=problem)
        except Gone:
            return page(request, "inbox/gone.html", HTTPStatus.NOT_FOUND, text=text)
    return see_other(f"{_address(conversation_id)}#reply")


@router.post("/{conversation_id}/note")
async def note(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    handover: HandoverDep,
    note: Annotated[str, Form()] = "",
) -> Response:
    """Keep a note for colleagues; the citizen never sees it."""
    try:
        told = _checked(note, NOTE_LIMIT)
        await handover.note(speaker(staff), conversation_id, told, utc_now())
    except Problem as problem:
        return await _show(request, conversation_id, staff, problem.status, problem=problem, note=note)
    return see_other(f"{_address(conversation_id)}#notes")


@router.post("/{conversation_id}/back")
async def hand_back(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    handover: HandoverDep,
    word: Annotated[str, Form()] = "",
) -> Response:
    """The bot answers again; the citizen is told, with a last word if there is one."""
    last = word.strip()[:TEXT_LIMIT]
    try:
        await handover.hand_back(speaker(staff), conversation_id, utc_now(), last)
    except Problem as problem:
        return await _show(request, conversation_id, staff, problem.status, problem=problem, word=word)
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
