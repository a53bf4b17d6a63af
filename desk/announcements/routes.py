"""HTTP of announcements: topic, text, preview for each channel, whom it reaches, send, what became of it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.informing import Informing
from cases.subscriptions import announcements, topics
from cases.subscriptions.announcements import checked, headed, with_leave
from cases.subscriptions.repository import announcements as latest
from connectors.text import split
from core.clock import utc_now
from core.errors import Problem
from desk.auth import audit
from desk.auth.access import allowed, origin_of
from desk.auth.audit import Event
from desk.auth.permissions import Permission, Staff
from desk.inbox.service import CHANNELS
from desk.pages import page, see_other
from desk.people import names

PREFIX = "/desk/announcements"
LISTED = 20
_SEND = allowed(Permission.SEND_DIGEST)
_EMAIL = "email"
_NAMES = {**CHANNELS, _EMAIL: "電子郵件"}
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_SEND)])
Sender = Annotated[Staff, Depends(_SEND)]


@dataclass(frozen=True, slots=True)
class Preview:
    """What one channel would show: the messages it is split into; "" where the channel is off."""

    channel: str
    messages: tuple[str, ...]
    is_on: bool


def previews(text: str, connectors: dict[str, Any]) -> tuple[Preview, ...]:
    """``text`` (under its topic) as each channel shows it; without a connector its limit is unknown."""
    shown = []
    for channel in ("line", "facebook", "telegram", _EMAIL):
        connector = connectors.get(channel)
        whole = text if channel == _EMAIL else with_leave(text)
        parts = split(whole, connector.limits.text) if connector else [whole]
        shown.append(Preview(_NAMES[channel], tuple(parts), connector is not None))
    return tuple(shown)


def _informing(request: Request) -> Informing:
    informing: Informing = request.app.state.informing
    return informing


async def _show(request: Request, status: int = HTTPStatus.OK, **context: Any) -> Response:
    database = request.app.state.database
    async with database.transaction() as db:
        offered = await topics.offered(db)
        sent = await latest(db, LISTED)
    reports = [(row, await announcements.report(database, row.id)) for row in sent]
    base: dict[str, Any] = {"problem": None, "typed": {}, "preview": None}
    return page(
        request,
        "announcements/announce.html",
        status,
        topics=offered,
        topic_names={topic.id: topic.name for topic in offered},
        reports=reports,
        people=await names(database),
        **(base | context),
    )


@router.get("")
async def announce(request: Request) -> Response:
    """A form, and what was sent lately."""
    return await _show(request)


@router.post("/preview")
async def preview(
    request: Request, topic: Annotated[str, Form()] = "", text: Annotated[str, Form()] = ""
) -> Response:
    """How it looks on each channel, whom it would reach now and why not the others; nothing is sent."""
    state, now = request.app.state, utc_now()
    typed = {"topic": topic, "text": text}
    try:
        body = checked(text)
        async with state.database.transaction() as db:
            chosen = await topics.get(db, topic)
        audience = await _informing(request).announcements.audience(chosen.id, now)
    except Problem as problem:
        return await _show(request, problem.status, problem=problem, typed=typed)
    starts_at = _informing(request).announcements.starts_at(now)
    shown = {
        "topic": chosen,
        "channels": previews(headed(chosen.name, body), state.connectors),
        "reached": {_NAMES.get(name, name): count for name, count in audience.reached.items()},
        "unreached": audience.unreached,
        "waits_until": starts_at if starts_at > now else None,
    }
    return await _show(request, typed=typed, preview=shown)


@router.post("")
async def send(
    request: Request,
    staff: Sender,
    topic: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
) -> Response:
    """Queue it for every follower, once each."""
    now = utc_now()
    try:
        await _informing(request).announcements.announce(topic, text, staff.id, now)
    except Problem as problem:
        typed = {"topic": topic, "text": text}
        return await _show(request, problem.status, problem=problem, typed=typed)
    async with request.app.state.database.transaction() as db:
        audit.note(db, Event.ANNOUNCED, origin_of(request), now, topic)
    return see_other(PREFIX)
