"""HTTP of announcements: topic, text, preview for each channel, whom it reaches, send, what became of it."""

from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.notification_service import Notifications
from cases.subscriptions import announcement_service, topic_service
from cases.subscriptions.announcement_service import checked, headed, may_take_back, with_leave
from cases.undo_send_service import HOLD
from connectors.channel_labels import channel_label
from connectors.contract import chats_of
from connectors.registry import Connectors
from connectors.text import split
from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, VaultDep, provided
from core.errors import Problem
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.autosave.service import Typed, person_of, save
from desk.autosave.taken import form_was_taken
from desk.pages import page, see_other
from desk.people import names
from web.dependencies import NotificationsDep

PREFIX = "/desk/announcements"
LISTED = 20
_SEND = allowed(Permission.SEND_DIGEST)
_EMAIL = "email"
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_SEND)])
Sender = Annotated[Staff, Depends(_SEND)]


@dataclass(frozen=True, slots=True)
class ChannelPreview:
    """What one channel would show: the messages it is split into; "" where the channel is off."""

    channel: str
    messages: tuple[str, ...]
    is_on: bool


def previews(text: str, connectors: Connectors) -> tuple[ChannelPreview, ...]:
    """``text`` (under its topic) as each channel shows it; without a connector its limit is unknown."""
    shown, chats = [], chats_of(connectors)
    for channel in ("line", "facebook", "telegram", _EMAIL):
        whole, chat = text if channel == _EMAIL else with_leave(text), chats.get(channel)
        parts = split(whole, chat.limits.text) if chat else [whole]
        shown.append(ChannelPreview(channel_label(channel), tuple(parts), channel in connectors))
    return tuple(shown)


async def _show(request: Request, staff: Staff, status: int = HTTPStatus.OK, **context: Any) -> Response:
    database, now = provided(request, Database), utc_now()
    async with database.transaction() as session:
        offered = await topic_service.offered(session)
        sent = await announcement_service.latest(session, LISTED)
    reports = [(row, await announcement_service.report(database, row.id)) for row in sent]
    base: dict[str, Any] = {"problem": None, "typed": {}, "preview": None}
    return page(
        request,
        "announcements/announce.html",
        status,
        topics=offered,
        topic_names={topic.id: topic.name for topic in offered},
        reports=reports,
        held={row.id for row in sent if may_take_back(row, staff.id, now)},
        seconds=HOLD.seconds,
        people=await names(database),
        **(base | context),
    )


@router.get("")
async def announce(request: Request, staff: Sender) -> Response:
    """A form, and what was sent lately."""
    return await _show(request, staff)


@router.post("/preview")
async def preview(
    request: Request, staff: Sender, topic: Annotated[str, Form()] = "", text: Annotated[str, Form()] = ""
) -> Response:
    """How it looks on each channel, whom it would reach now and why not the others; nothing is sent."""
    return await _preview(request, staff, topic, text)


async def _preview(
    request: Request, staff: Staff, topic: str, text: str, problem: Problem | None = None
) -> Response:
    now = utc_now()
    typed = {"topic": topic, "text": text}
    try:
        body = checked(text)
        async with provided(request, Database).transaction() as session:
            chosen = await topic_service.get(session, topic)
        audience = await provided(request, Notifications).announcements.audience(chosen.id, now)
    except Problem as wrong:
        return await _show(request, staff, wrong.status, problem=wrong, typed=typed)
    starts_at = provided(request, Notifications).announcements.starts_at(now + HOLD)
    shown = {
        "seen": _fingerprint(chosen.id, body),
        "topic": chosen,
        "channels": previews(headed(chosen.name, body), provided(request, Connectors)),
        "reached": {channel_label(name): count for name, count in audience.reached.items()},
        "unreached": audience.unreached,
        "waits_until": starts_at if starts_at > now + HOLD else None,
    }
    status = problem.status if problem else HTTPStatus.OK
    return await _show(request, staff, status, problem=problem, typed=typed, preview=shown)


def _fingerprint(topic: str, body: str) -> str:
    """What was previewed; line ends change on the way through a browser."""
    return sha256(f"{topic}\n{' '.join(body.split())}".encode()).hexdigest()


@router.post("")
async def send(
    request: Request,
    staff: Sender,
    notifications: NotificationsDep,
    database: DatabaseDep,
    topic: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Queue it for every follower, once each; what was changed after its preview is previewed again."""
    now = utc_now()
    if seen != _fingerprint(topic, text):
        changed = Problem("內容和預覽的不一樣，還沒有送出。請看過新的預覽再送。", HTTPStatus.CONFLICT)
        return await _preview(request, staff, topic, text, changed)
    try:
        await notifications.announcements.announce(topic, text, staff.id, now, HOLD)
    except Problem as problem:
        typed = {"topic": topic, "text": text}
        return await _show(request, staff, problem.status, problem=problem, typed=typed)
    async with database.transaction() as session:
        audit_service.note(session, Event.ANNOUNCED, origin_of(request), now, topic)
    form_was_taken(request, f"{PREFIX}/preview")
    return see_other(PREFIX)


@router.post("/{number}/take-back")
async def take_back(
    request: Request,
    number: int,
    staff: Sender,
    notifications: NotificationsDep,
    database: DatabaseDep,
    vault: VaultDep,
) -> Response:
    """Undo what I announced a moment ago; what I wrote is in the form again."""
    now = utc_now()
    try:
        undone = await notifications.announcements.take_back(number, staff.id, now)
    except Problem as problem:
        return await _show(request, staff, problem.status, problem=problem)
    async with database.transaction() as session:
        audit_service.note(session, Event.ANNOUNCEMENT_UNDONE, origin_of(request), now, undone.topic_id)
    fields = (("topic", undone.topic_id), ("text", undone.text))
    typed = Typed(f"{PREFIX}/preview", PREFIX, "", fields)
    await save(database, vault, person_of(staff), typed, None, now)
    return see_other(PREFIX)
