"""HTTP of the talks that are over, and of the files that were sent in talks."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from bot.handover.archive.service import PastTalk
from bot.handover.schemas import PastWanted
from cases.tags import service as tags
from cases.tags.service import Taggable
from connectors.channel_labels import channel_label
from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from core.errors import NotFound
from desk import files
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.dependencies import HandoverDep
from desk.files import IN_PAGE, As
from desk.inbox import views
from desk.inbox.routes import PREFIX
from desk.inbox.service import topic_name
from desk.pages import page
from desk.people import names
from retrieval.engine import Engine
from web.dependencies import EngineDep

SHOWN = 50
LONGEST = 60
PERIODS = {7: "最近 7 天", 30: "最近 30 天", 90: "最近 90 天"}
_ANSWER = allowed(Permission.ANSWER)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


class NoSuchTalk(NotFound):
    """It was never served by a person, or what was said is erased."""

    def __init__(self) -> None:
        super().__init__("沒有這段對話，或內容已經依保存期限刪除。")


@router.get("/past")
async def latest(request: Request, handover: HandoverDep) -> Response:
    """The talks that ended last."""
    return await _listed(request, await handover.past(PastWanted(), SHOWN), {})


@router.post("/past")
async def search(
    request: Request,
    handover: HandoverDep,
    q: Annotated[str, Form(max_length=LONGEST)] = "",
    who: Annotated[str, Form(max_length=80)] = "",
    days: Annotated[int, Form(ge=0, le=3650)] = 0,
    tag: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Those that fit; what is asked for goes by POST, as it may name somebody."""
    since = utc_now() - timedelta(days=days) if days else None
    async with provided(request, Database).transaction() as session:
        among = await tags.subjects(session, tag, Taggable.CONVERSATION) if tag else None
    wanted = PastWanted(words=q.strip(), staff=who, since=since, among=among)
    typed: dict[str, str | int] = {"q": q, "who": who, "days": days, "tag": tag}
    return await _listed(request, await handover.past(wanted, SHOWN), typed)


async def _listed(request: Request, found: list[PastTalk], typed: dict[str, str | int]) -> Response:
    database = provided(request, Database)
    people = await names(database)
    catalogue = provided(request, Engine).catalogue
    return page(
        request,
        "inbox/past.html",
        found=[(talk, topic_name(catalogue, talk.topic), channel_label(talk.channel)) for talk in found],
        people=people,
        typed={"q": "", "who": "", "days": 0, "tag": 0} | typed,
        tags=await tags.tags(database),
        most=SHOWN,
        periods=PERIODS,
    )


@router.get("/past/{talk_id}")
async def talk(
    request: Request,
    talk_id: int,
    staff: Clerk,
    handover: HandoverDep,
    database: DatabaseDep,
    engine: EngineDep,
) -> Response:
    """A talk that is over; that somebody read what another served is noted."""
    found = await handover.past_talk(talk_id)
    if found is None or not found[1]:
        raise NoSuchTalk
    past, lines = found
    if past.staff != staff.id:
        async with database.transaction() as session:
            audit_service.note(session, Event.TALK_READ, origin_of(request), utc_now(), f"對話 {talk_id}")
    return page(
        request,
        "inbox/past_talk.html",
        past=past,
        lines=lines,
        topic=topic_name(engine.catalogue, past.topic),
        channel=channel_label(past.channel),
        people=await names(database),
    )


@router.get("/past/{talk_id}/files/{file_id}")
async def past_file(talk_id: int, file_id: int, handover: HandoverDep, as_: As = "") -> Response:
    """A file of a talk that is over."""
    found = await handover.past_talk(talk_id)
    if found is None or not any(file.id == file_id for line in found[1] for file in line.files):
        raise NoSuchTalk
    return await _file(handover, found[0].conversation_id, file_id, as_)


@router.get("/{conversation_id}/files/{file_id}")
async def file(
    request: Request,
    conversation_id: str,
    file_id: int,
    staff: Clerk,
    handover: HandoverDep,
    as_: As = "",
) -> Response:
    """A file of a conversation that is in the inbox."""
    await views.opened(request, conversation_id, staff)
    return await _file(handover, conversation_id, file_id, as_)


async def _file(handover: HandoverDep, conversation_id: str, file_id: int, as_: str) -> Response:
    found = await handover.file(conversation_id, file_id)
    if found is None:
        raise NoSuchTalk
    sent, content = found
    if as_ == IN_PAGE:
        return files.shown(content, sent.name, sent.kind)
    return files.download(content, sent.name)
