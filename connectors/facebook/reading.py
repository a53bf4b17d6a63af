"""Messenger webhooks as events and messages (pure).

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cases.attachments import COUNT_LIMIT
from connectors.contract import EventKind, File, InboundMessage, Payload, RawEvent
from connectors.facebook.rendering import METADATA, SAYS
from connectors.ids import fingerprint
from connectors.payloads import member, moment, objects, text_at
from core.clock import utc_now

NAME = "facebook"
GET_STARTED = "GET_STARTED"
# https://developers.facebook.com/docs/messenger-platform/conversation-routing
PAGE_INBOX = "263902037430900"
# No message is older; a number that says so is no number of milliseconds.
_MESSENGER_BEGAN = datetime(2011, 1, 1, tzinfo=UTC)


def read(payload: Payload) -> InboundMessage:
    """See `Inbound.read`; an echo of the page's inbox is a person taking over."""
    echo = bool(member(payload, "message", "is_echo"))
    user = text_at(payload, "recipient" if echo else "sender", "id")
    kind, text = _meaning(payload)
    files = _files(payload) if kind is EventKind.ATTACHMENT else ()
    mid = text_at(payload, "message", "mid") or None
    return InboundMessage(NAME, user, kind, text, message_id=mid, files=files)


def events(data: Payload) -> Iterator[RawEvent]:
    """Every messaging event of every entry of a webhook."""
    return map(_raw, _events(data))


def _events(data: Payload) -> Iterator[Payload]:
    if data.get("object", "page") != "page":  # Instagram and others that the app is subscribed to as well
        return
    for entry in objects(data.get("entry")):
        page = text_at(entry, "id")
        yield from (event for event in objects(entry.get("messaging")) if not _is_of_the_page(event, page))
        # Another app owns these conversations now: they are counted, not answered.
        yield from ({**event, "standby": True} for event in objects(entry.get("standby")))


def _is_of_the_page(event: Payload, page: str) -> bool:
    """Whether the page itself did it (edited what it wrote); its messages come as echoes, which do count."""
    return text_at(event, "sender", "id") == page != "" and not member(event, "message", "is_echo")


def _raw(event: Payload) -> RawEvent:
    echo = bool(member(event, "message", "is_echo"))
    user = text_at(event, "recipient" if echo else "sender", "id") or "unknown"
    occurred = _written_at(event.get("timestamp"), utc_now())
    mid = text_at(event, "message", "mid") or text_at(event, "postback", "mid")
    if mid and member(event, "message", "is_deleted"):  # the id is that of the message it deletes
        return RawEvent(f"{mid} deleted", user, occurred, event, takes_back=mid)
    return RawEvent(mid or fingerprint(event), user, occurred, event, message_id=mid or None)


def _written_at(timestamp: Any, now: datetime) -> datetime:
    """When an event says it happened: milliseconds, or seconds as some senders write; ``now`` for neither."""
    found = (moment(timestamp, per_second=unit, default=now) for unit in (1000, 1))
    return next((at for at in found if at >= _MESSENGER_BEGAN), now)


def _said(payload: str, shown: str) -> tuple[EventKind, str]:
    """What a button says; of one that we did not make (an ad's, a former bot's), what was on it."""
    if payload == GET_STARTED:
        return EventKind.START, ""
    said = payload.removeprefix(SAYS) if payload.startswith(SAYS) else shown
    return (EventKind.TEXT, said) if said else (EventKind.IGNORED, "")


def _meaning(event: Payload) -> tuple[EventKind, str]:
    message: Any = event.get("message")
    if owner := _new_owner(event):
        return owner, ""
    if member(message, "is_deleted"):
        return (EventKind.IGNORED if member(message, "is_echo") else EventKind.UNSEND), ""
    if event.get("standby"):
        return EventKind.IGNORED, ""
    if member(message, "is_echo"):
        return (EventKind.HUMAN if _is_of_a_person(message) else EventKind.IGNORED), ""
    if edited := text_at(event, "message_edit", "text"):
        return EventKind.EDITED, edited
    text = text_at(message, "text")
    shown = text or text_at(event, "postback", "title")
    payload = text_at(message, "quick_reply", "payload") or text_at(event, "postback", "payload")
    if payload or member(event, "postback") is not None:  # an old button has a title alone
        return _said(payload, shown)
    if text and not _files(event):  # a shared link comes with a preview of its page
        return EventKind.TEXT, text
    # Whatever else a message holds (sticker, voice, what this version does not know) is no text.
    return (EventKind.ATTACHMENT, text) if text_at(message, "mid") else (EventKind.IGNORED, "")


def _new_owner(event: Payload) -> EventKind | None:
    """Who speaks from now on, of an event that says so: another app or a person took over, or gave back.

    https://developers.facebook.com/docs/messenger-platform/conversation-routing
    """
    if member(event, "take_thread_control") is not None:
        return EventKind.HUMAN
    if (passed := member(event, "pass_thread_control")) is not None:
        return EventKind.HUMAN if text_at(passed, "new_owner_app_id") == PAGE_INBOX else EventKind.RETURNED
    return None


def _is_of_a_person(echo: Any) -> bool:
    """Whether somebody wrote it at the page's inbox; what another app sends of itself is nobody."""
    return text_at(echo, "metadata") != METADATA and text_at(echo, "app_id") in ("", PAGE_INBOX)


def _files(event: Payload) -> tuple[File, ...]:
    """The photos and documents of a message, at most as many as a case takes; a sticker is none.

    Until August 2026 a sticker came as a picture with an id (changelog of the platform, 2026-06-01).
    """
    found = [
        File(url, {"image": "照片", "file": "檔案"}[kind])
        for attachment in objects(member(event, "message", "attachments"))
        if (kind := text_at(attachment, "type")) in ("image", "file")
        and member(attachment, "payload", "sticker_id") is None
        and (url := text_at(attachment, "payload", "url"))
    ]
    return tuple(found[:COUNT_LIMIT])
