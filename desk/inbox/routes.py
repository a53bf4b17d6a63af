"""HTTP of the inbox."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sse_starlette import EventSourceResponse

from bot.facts import NO_FACTS
from core.clock import local_now, utc_now
from core.dependencies import DatabaseDep
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.dependencies import HandoverDep, OpenStreamsDep
from desk.inbox import event_stream, views
from desk.inbox.service import Gone, speaker
from desk.inbox.suggested_entries import for_person, insertable
from desk.mentions import service as mentions
from desk.pages import page, see_other
from desk.people import people
from desk.phrases import service as phrases
from web.dependencies import EngineDep

PREFIX = "/desk/inbox"
TEXT_LIMIT = 2000
NOTE_LIMIT = 1000
# So many phrases, and so many answers of entries.
OFFERED = 6
_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


def _address(conversation_id: str) -> str:
    return f"{PREFIX}/{conversation_id}"


@router.get("")
async def inbox(request: Request, staff: Clerk, handover: HandoverDep, lost: str = "") -> Response:
    """Who waits, what I have, what others have; opening it says that I am here."""
    await handover.heartbeat(speaker(staff), utc_now())
    return page(request, "inbox/inbox.html", lost=lost, **await views.listing(request, staff))


@router.get("/list")
async def list_only(request: Request, staff: Clerk, current: str = "") -> Response:
    """The list alone, fetched when something changed."""
    return page(request, "inbox/list.html", **await views.listing(request, staff, current))


@router.get("/events")
async def events(
    request: Request, staff: Clerk, streams: OpenStreamsDep, handover: HandoverDep, conversation: str = ""
) -> Response:
    """The stream that tells a page that something changed."""
    if "text/event-stream" not in request.headers.get("accept", ""):
        raise Problem("這個位址只給收件匣的頁面用。", HTTPStatus.NOT_ACCEPTABLE)
    told = event_stream.limited(streams, handover, speaker(staff), conversation)
    return EventSourceResponse(told, send_timeout=30)


@router.get("/canned")
async def canned_answers(request: Request, q: str = "") -> Response:
    """Answers of the knowledge base that fit ``q``."""
    return page(request, "inbox/canned.html", canned=views.canned(request, q), find=q, conversation_id="")


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
    database: DatabaseDep,
    find: str = "",
    insert: str = "",
    situation: int = 0,
) -> Response:
    """One conversation; ``find`` looks for canned answers, ``insert`` puts one into the reply."""
    entry = engine.catalogue.view(insert, local_now()) if insert else None
    facts = (await views.opened(request, conversation_id, staff)).summary.facts if entry else NO_FACTS
    text = for_person(entry, facts).text(situation) if entry else ""
    await mentions.seen(database, staff, _address(conversation_id), utc_now())
    return await views.show(request, conversation_id, staff, text=text, find=find)


@router.get("/{conversation_id}/lines")
async def lines(request: Request, conversation_id: str, staff: Clerk) -> Response:
    """What was said and where it stands, fetched when it changed."""
    talk = await views.read(request, conversation_id, staff)
    return page(request, "inbox/lines.html", talk=talk, conversation_id=conversation_id)


@router.post("/{conversation_id}/insert")
async def insert(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    database: DatabaseDep,
    q: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """What 「/」 offers: own phrases, and the answers of entries for this person's situation."""
    talk = await views.opened(request, conversation_id, staff)
    known = await phrases.phrases(database, staff)
    own = phrases.fitting(known, q, phrases.of_staff(staff, local_now()))
    answers = views.canned(request, q, talk.summary.facts) if q else views.fitting(request, talk)
    offered = (*own[:OFFERED], *insertable(answers))[: 2 * OFFERED]
    return page(request, "partials/insert.html", offered=offered)


@router.post("/{conversation_id}/transfer")
async def transfer(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    handover: HandoverDep,
    database: DatabaseDep,
    to: Annotated[str, Form(max_length=80)] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """Give the conversation to a colleague."""
    chosen = {person.staff.id: person for person in await people(database)}.get(to)
    try:
        if chosen is None or not chosen.active or not chosen.staff.may(Permission.ANSWER):
            raise Problem("請選要轉給哪一位同仁。")
        word = why.strip()[:NOTE_LIMIT]
        await handover.transfer(speaker(staff), conversation_id, speaker(chosen.staff), utc_now(), word)
    except Problem as problem:
        return await views.show(request, conversation_id, staff, problem.status, problem=problem, why=why)
    return see_other(PREFIX)


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
        told = checked(text, TEXT_LIMIT)
        await handover.say(speaker(staff), conversation_id, told, utc_now(), key or None)
    except Problem as problem:
        try:
            return await views.show(
                request, conversation_id, staff, problem.status, text=text, problem=problem
            )
        except Gone:
            return page(request, "inbox/gone.html", HTTPStatus.NOT_FOUND, text=text)
    return see_other(f"{_address(conversation_id)}#reply")


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
        return await views.show(request, conversation_id, staff, problem.status, problem=problem, word=word)
    return see_other(PREFIX)


def checked(text: str, limit: int) -> str:
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
