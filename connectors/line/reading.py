"""LINE webhooks as events and messages (pure); https://developers.line.biz/en/reference/messaging-api/#webhooks."""

from collections.abc import Iterator

from connectors.buttons import words_in
from connectors.contract import EventKind, File, InboundMessage, Payload, RawEvent
from connectors.ids import fingerprint
from connectors.line.rendering import SAYS
from connectors.payloads import member, moment, objects, text_at
from core.clock import utc_now

NAME = "line"
# What is true, and noted, whichever app speaks with the user.
_UNANSWERED = (EventKind.STOP, EventKind.UNSEND)
# The tokens of the events that LINE makes up to try a webhook.
_DUMMY_TOKENS = frozenset({"0" * 32, "f" * 32})


def events(data: Payload) -> Iterator[RawEvent]:
    """Every event of a webhook."""
    now = utc_now()
    for event in objects(data.get("events")):
        yield RawEvent(
            text_at(event, "webhookEventId") or fingerprint(event),
            _chat_of(event) or "unknown",
            moment(event.get("timestamp"), per_second=1000, default=now),
            event,
            text_at(event, "message", "id") or None,
            text_at(event, "unsend", "messageId") or None,
        )


def read(payload: Payload) -> InboundMessage:
    """See `Inbound.read`; a channel in standby is not answered."""
    kind, text = _meaning(payload)
    if text_at(payload, "replyToken") in _DUMMY_TOKENS:
        kind, text = EventKind.IGNORED, ""
    if payload.get("mode") == "standby" and kind not in _UNANSWERED:
        kind, text = EventKind.IGNORED, ""
    unsent = text_at(payload, "unsend", "messageId")
    return InboundMessage(
        NAME,
        _chat_of(payload),
        kind,
        text,
        message_id=unsent or text_at(payload, "message", "id") or None,
        reply_token=text_at(payload, "replyToken") or None,
        files=_files(payload) if kind is EventKind.ATTACHMENT else (),
        place=text_at(payload, "message", "address") if kind is EventKind.ATTACHMENT else "",
        album=text_at(payload, "message", "imageSet", "id") if kind is EventKind.ATTACHMENT else "",
    )


def _meaning(event: Payload) -> tuple[EventKind, str]:
    if text_at(event, "source", "type") != "user":
        return _in_a_group(event), ""
    match event.get("type"):
        case "messageEdited" if member(event, "message", "type") == "text":
            return EventKind.EDITED, _typed(event)
        case "message" if member(event, "message", "type") == "text":
            return EventKind.TEXT, _typed(event)
        case "message":
            return EventKind.ATTACHMENT, ""
        case "postback":
            said = _pressed(event)
            return (EventKind.TEXT, said) if said else (EventKind.IGNORED, "")
        case "follow":
            return EventKind.START, ""
        case "unfollow":
            return EventKind.STOP, ""
        case "unsend":
            return EventKind.UNSEND, ""
        case _:
            return EventKind.IGNORED, ""


def _chat_of(event: Payload) -> str:
    """The group or the chat of several people in which it happened, else the user; "" when it is nobody's."""
    source = member(event, "source")
    return next((found for name in ("groupId", "roomId", "userId") if (found := text_at(source, name))), "")


def _typed(event: Payload) -> str:
    """The text of a message without the emojis of LINE, which stand in it as names: ``(love)`` is no English.

    https://developers.line.biz/en/reference/messaging-api/#wh-text counts them in UTF-16 code units.
    """
    units = text_at(event, "message", "text").encode("utf-16-le")
    for emoji in sorted(objects(member(event, "message", "emojis")), key=_index, reverse=True):
        start, length = _index(emoji), emoji.get("length")
        if start >= 0 and isinstance(length, int) and length > 0:
            units = units[: 2 * start] + units[2 * (start + length) :]
    return units.decode("utf-16-le", "replace")


def _index(emoji: Payload) -> int:
    """Where an emoji begins; -1 for one that does not say."""
    index = emoji.get("index")
    return index if isinstance(index, int) else -1


def _pressed(event: Payload) -> str:
    """What a button says; of one that we did not make its words, if there are any.

    A tap that changed the rich menu has done what it was for.
    """
    if member(event, "postback", "params", "newRichMenuAliasId") is not None:
        return ""
    data = text_at(event, "postback", "data")
    return data.removeprefix(SAYS) if data.startswith(SAYS) else words_in(data)


def _in_a_group(event: Payload) -> EventKind:
    match event.get("type"):
        case "message" | "messageEdited" | "join" | "postback":
            return EventKind.GROUP
        case "leave":
            return EventKind.STOP
        case _:
            return EventKind.IGNORED


def _files(event: Payload) -> tuple[File, ...]:
    """A photo or a document that LINE itself keeps."""
    message, number = member(event, "message"), text_at(event, "message", "id")
    is_file = text_at(message, "type") in ("image", "file")
    is_kept = text_at(message, "contentProvider", "type") in ("", "line")
    if not (is_file and is_kept and number):
        return ()
    return (File(number, text_at(message, "fileName") or "照片"),)
