"""Telegram updates as events and messages (pure); https://core.telegram.org/bots/api#update."""

from datetime import timedelta

from telegram.constants import MessageAttachmentType, MessageType

from connectors.buttons import words_in
from connectors.contract import EventKind, File, InboundMessage, MalformedWebhook, Payload, RawEvent
from connectors.payloads import member, moment, objects, text_at
from connectors.telegram.rendering import is_token
from core.clock import utc_now

NAME = "telegram"
# What a command says; /start is the beginning of a chat.
COMMANDS = (
    ("start", "開始", ""),
    ("human", "找真人服務", "我要找真人"),
    ("complaint", "我要陳情或申訴", "我要陳情"),
    ("restart", "重新開始", "重新開始"),
    ("language", "其他語言 Other languages", "其他語言"),
)
_MESSAGES = ("message", "edited_message")
# What a user sends, and what Telegram itself says of a chat (a pinned message, a timer, a payment).
_SENT = {str(kind.value) for kind in (*MessageAttachmentType, MessageType.CHECKLIST, MessageType.TEXT)}
_SENT -= {"successful_payment"}
_SERVICE = {str(kind.value) for kind in MessageType} - _SENT | {"migrate_from_chat_id"}
# What a 64-bit column holds.
_TOO_MANY = 2**63


def read(payload: Payload) -> InboundMessage:
    """See `Inbound.read`; channels are not answered."""
    chat = _chat(payload)
    match text_at(chat, "type"):
        case "private":
            kind, text, token = _meaning(payload)
        case "group" | "supergroup":
            kind, text, token = _in_a_group(payload), "", None
        case _:
            kind, text, token = EventKind.IGNORED, "", None
    return InboundMessage(
        NAME,
        text_at(chat, "id"),
        kind,
        text,
        token,
        callback_id=text_at(payload, "callback_query", "id") or None,
        files=_files(payload) if kind is EventKind.ATTACHMENT else (),
        place=text_at(payload, "message", "venue", "address") if kind is EventKind.ATTACHMENT else "",
        album=text_at(payload, "message", "media_group_id") if kind is EventKind.ATTACHMENT else "",
    )


def raw_event(update: Payload) -> RawEvent:
    """One update as an event.

    Raises:
        MalformedWebhook: no ``update_id``.
    """
    update_id = update.get("update_id")
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < _TOO_MANY:
        raise MalformedWebhook("沒有 update_id，這不是 Telegram 的 update。")
    user = text_at(_chat(update), "id") or "unknown"
    dates = (member(update, name, "date") for name in (*_MESSAGES, "my_chat_member"))
    date = next((date for date in dates if date is not None), None)
    # Dates are whole seconds: within one, the number of the update tells what was first.
    occurred = moment(date, per_second=1, default=utc_now()) + timedelta(microseconds=update_id % 1_000_000)
    # After a week without updates the numbers begin anew anywhere: the number alone is not unique for ever.
    again = text_at(update, "callback_query", "id") or text_at({"date": date}, "date")
    return RawEvent(f"{update_id}:{again}", user, occurred, update, number=update_id)


def _chat(update: Payload) -> object:
    found = (member(update, name, "chat") for name in (*_MESSAGES, "my_chat_member"))
    return next((chat for chat in found if chat), None) or _chat_of_press(member(update, "callback_query"))


def _chat_of_press(query: object) -> object:
    """The chat of the message with the button; without that message, the chat with who pressed it.

    Since Bot API 10.5 a bot may be set to hear of presses under its own messages by their inline ids;
    our buttons stand in chats with one person alone.
    """
    if chat := member(query, "message", "chat"):
        return chat
    is_inline = text_at(query, "inline_message_id") != "" and not is_token(text_at(query, "data"))
    is_elsewhere = is_inline or text_at(query, "from", "id") == ""
    return None if is_elsewhere else {"id": member(query, "from", "id"), "type": "private"}


def _meaning(update: Payload) -> tuple[EventKind, str, str | None]:
    if token := text_at(update, "callback_query", "data"):
        return EventKind.TEXT, _label_of(member(update, "callback_query", "message"), token), token
    if member(update, "my_chat_member", "new_chat_member", "status") == "kicked":
        return EventKind.STOP, "", None
    message = member(update, "message") or member(update, "edited_message")
    if member(message, "from", "is_bot") is True:  # two bots would answer each other for ever
        return EventKind.IGNORED, "", None
    if member(update, "edited_message") is not None:  # a position that moves is edited as well
        text = text_at(message, "text") or text_at(message, "caption")
        return (EventKind.EDITED, text, None) if text else (EventKind.IGNORED, "", None)
    if text := text_at(message, "text"):
        return _command(text) if text.startswith("/") else (EventKind.TEXT, text, None)
    if not isinstance(message, dict) or _is_of_the_platform(message):
        return EventKind.IGNORED, "", None
    return EventKind.ATTACHMENT, text_at(message, "caption"), None


def _label_of(message: object, data: str) -> str:
    """What stood on a pressed button: of one that we did not make nothing else tells what it means.

    A message that is too old is not shown to us: then only its data can say so.
    """
    rows = member(message, "reply_markup", "inline_keyboard")
    buttons = (button for row in (rows if isinstance(rows, list) else ()) for button in objects(row))
    shown = (text_at(button, "text") for button in buttons if text_at(button, "callback_data") == data)
    return next(shown, "") or words_in(data)


def _in_a_group(update: Payload) -> EventKind:
    """A message to the group or our coming into it; what bots say there is not for us."""
    status = member(update, "my_chat_member", "new_chat_member", "status")
    if status in ("left", "kicked"):
        return EventKind.STOP
    comes_in = status in ("member", "administrator")
    message = member(update, "message")
    is_said = isinstance(message, dict) and not (
        member(message, "from", "is_bot") is True
        or message.get("is_automatic_forward") is True  # of the channel that the group belongs to
        or _is_of_the_platform(message)
    )
    return EventKind.GROUP if comes_in or is_said else EventKind.IGNORED


def _is_of_the_platform(message: Payload) -> bool:
    """Whether Telegram itself says it: a title, a pinned message, a payment, the move of a group."""
    return _SENT.isdisjoint(message) and not _SERVICE.isdisjoint(message)


def _files(update: Payload) -> tuple[File, ...]:
    """The largest size of a photo, or a document."""
    message = member(update, "message")
    photos = objects(member(message, "photo"))
    if photos and (photo := text_at(photos[-1], "file_id")):
        return (File(photo, "照片"),)
    document = text_at(message, "document", "file_id")
    return (File(document, text_at(message, "document", "file_name") or "檔案"),) if document else ()


def _command(text: str) -> tuple[EventKind, str, str | None]:
    name = (text[1:].split("@")[0].split() or [""])[0].lower()
    said = {command: words for command, _, words in COMMANDS}.get(name)
    if said is None:  # a command is one word; who writes a question after a slash asks it
        is_command = name != "" and name.isascii() and len(text.split()) == 1
        return EventKind.TEXT, text if is_command else text.lstrip("/"), None
    if not said:  # what follows is the name of a link, no words of the citizen
        return EventKind.START, "", None
    _, _, words = text.partition(" ")
    # Who takes over reads what it is about; a form asks for it itself.
    return EventKind.TEXT, f"{words.strip()}，{said}" if words.strip() and name == "human" else said, None
