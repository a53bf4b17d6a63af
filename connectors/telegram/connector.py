"""Telegram Bot API through python-telegram-bot (https://core.telegram.org/bots/api)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import httpx
import structlog
from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ChatAction, MessageAttachmentType, MessageType
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.blocks import Block
from cases.attachments import SIZE_LIMIT
from cases.ways import Purpose, Reach
from connectors.contract import (
    ACCEPTED,
    Delivery,
    File,
    FreeReply,
    InboundMessage,
    Kind,
    Malformed,
    Outcome,
    Payload,
    RawEvent,
    Rendered,
    SendResult,
    paused,
)
from connectors.payloads import json_object, member, moment, objects, storable, text_at
from connectors.signatures import no_handshake, require_equal
from connectors.telegram.answers import AnsweredRequest, Broken
from connectors.telegram.rendering import LIMITS, render
from core.clock import utc_now

TIMEOUT = 10.0
POLL_SECONDS = 25
# What a command says; /start is the beginning of a chat.
COMMANDS = (
    ("start", "開始", ""),
    ("human", "找真人服務", "我要找真人"),
    ("complaint", "我要陳情或申訴", "我要陳情"),
    ("restart", "重新開始", "重新開始"),
    ("language", "其他語言 Other languages", "其他語言"),
)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_MESSAGES = ("message", "edited_message")
# What a user sends, and what Telegram itself says of a chat (a pinned message, a timer).
_SENT = {str(kind.value) for kind in (*MessageAttachmentType, MessageType.CHECKLIST)}
_SERVICE = {str(kind.value) for kind in MessageType} - _SENT
# What a 64-bit column holds.
_TOO_MANY = 2**63
log = structlog.get_logger()


class TelegramConnector:
    """Presses are acknowledged first; a send that timed out is not repeated blindly."""

    name = "telegram"
    limits = LIMITS
    lasting = True
    free_reply: FreeReply | None = None

    def __init__(self, bot_token: str, webhook_secret: str, api_base: str, public_url: str) -> None:
        self._secret = webhook_secret
        self._public_url = public_url
        base = api_base.rstrip("/")
        self.bot = Bot(
            bot_token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=AnsweredRequest(32, read_timeout=TIMEOUT, write_timeout=TIMEOUT, connect_timeout=TIMEOUT),
            get_updates_request=HTTPXRequest(connect_timeout=TIMEOUT, read_timeout=POLL_SECONDS + TIMEOUT),
        )

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """See `Inbound.verify`; header ``X-Telegram-Bot-Api-Secret-Token``."""
        require_equal(headers.get("x-telegram-bot-api-secret-token"), self._secret)

    def handshake(self, query: Mapping[str, str]) -> str:
        """See `ChatConnector.handshake`."""
        return no_handshake()

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Inbound.parse`: a webhook holds one update."""
        return [raw_event(json_object(body))]

    def read(self, payload: Payload) -> InboundMessage:
        """See `Inbound.read`; channels are not answered."""
        chat = _chat(payload)
        match text_at(chat, "type"):
            case "private":
                kind, text, token = _meaning(payload)
            case "group" | "supergroup":
                kind, text, token = _in_a_group(payload), "", None
            case _:
                kind, text, token = Kind.IGNORED, "", None
        return InboundMessage(
            self.name,
            text_at(chat, "id"),
            kind,
            text,
            token,
            callback_id=text_at(payload, "callback_query", "id") or None,
            files=_files(payload) if kind is Kind.ATTACHMENT else (),
            place=text_at(payload, "message", "venue", "address") if kind is Kind.ATTACHMENT else "",
            album=text_at(payload, "message", "media_group_id") if kind is Kind.ATTACHMENT else "",
        )

    def render(self, blocks: Sequence[Block]) -> Rendered:
        """See `ChatConnector.render`."""
        return render(blocks, self._public_url)

    def reach(self, heard_at: datetime | None, now: datetime, purpose: Purpose, waiting: int) -> Reach:
        """See `ChatConnector.reach`: whoever started the bot can be written to."""
        return Reach(True, "Telegram 可以主動傳訊")

    async def refresh(self, now: datetime) -> None:
        """See `ChatConnector.refresh`: there is no quota."""

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """There is one way to send."""
        return "message"

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Outbound.send`."""
        markup = delivery.payload.get("reply_markup")
        keyboard = InlineKeyboardMarkup.de_json(markup, self.bot) if markup else None
        try:
            await self.bot.send_message(delivery.user_id, delivery.payload["text"], reply_markup=keyboard)
            return ACCEPTED
        except RetryAfter as error:
            return SendResult(Outcome.RETRY, "flood control", _seconds(error))
        except InvalidToken:
            return paused("the token is not taken")
        except Forbidden:
            return SendResult(Outcome.FAILED, "blocked by the user", blocked=True)
        except BadRequest as error:  # the library counts it among the network's errors
            gone = "chat not found" in error.message.lower()
            return SendResult(Outcome.FAILED, "no such chat" if gone else "BadRequest", blocked=gone)
        except (TimedOut, NetworkError) as error:
            return _broken(error)
        except TelegramError as error:
            # The bare class is an answer that cannot be read: the message may have been taken.
            unread = type(error) is TelegramError
            return SendResult(Outcome.UNKNOWN if unread else Outcome.FAILED, type(error).__name__)

    def resume(self, delivery: Delivery) -> bool:
        """Never: Telegram has no key that would make a repeated send harmless."""
        return False

    async def acknowledge(self, message: InboundMessage) -> None:
        """Answer the pressed button (else it keeps spinning), then show that an answer comes."""
        try:
            if message.callback_id:
                await self.bot.answer_callback_query(message.callback_id)
            await self.bot.send_chat_action(message.user_id, ChatAction.TYPING)
        except TelegramError as error:
            log.info("telegram_acknowledge_failed", reason=type(error).__name__)

    async def content(self, file: File) -> bytes | None:
        """See `ChatConnector.content`; the Bot API hands out files up to 20 MB."""
        try:
            found = await self.bot.get_file(file.ref)
            if (found.file_size or 0) > SIZE_LIMIT:
                return None
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            log.info("telegram_file_not_fetched", reason=type(error).__name__)
            return None

    async def poll(self, offset: int) -> list[Payload]:
        """The updates from ``offset`` on, waiting for one; for machines that no webhook reaches.

        Raises:
            TelegramError: Telegram does not answer, or a webhook is set.
        """
        found = await self.bot.get_updates(
            offset, timeout=POLL_SECONDS, allowed_updates=list(ALLOWED_UPDATES)
        )
        return [storable(update.to_dict()) for update in found]

    async def close(self) -> None:
        """See `Outbound.close`."""
        await asyncio.gather(*(request.shutdown() for request in (self.bot.request,)))


def raw_event(update: Payload) -> RawEvent:
    """One update as an event.

    Raises:
        Malformed: no ``update_id``.
    """
    update_id = update.get("update_id")
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < _TOO_MANY:
        raise Malformed("沒有 update_id，這不是 Telegram 的 update。")
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
    """The chat of the message with the button; without that message, the chat with who pressed it."""
    if chat := member(query, "message", "chat"):
        return chat
    is_elsewhere = text_at(query, "inline_message_id") or text_at(query, "from", "id") == ""
    return None if is_elsewhere else {"id": member(query, "from", "id"), "type": "private"}


def _meaning(update: Payload) -> tuple[Kind, str, str | None]:
    if token := text_at(update, "callback_query", "data"):
        return Kind.TEXT, _label_of(member(update, "callback_query", "message"), token), token
    if member(update, "my_chat_member", "new_chat_member", "status") == "kicked":
        return Kind.STOP, "", None
    message = member(update, "message") or member(update, "edited_message")
    if member(message, "from", "is_bot") is True:  # two bots would answer each other for ever
        return Kind.IGNORED, "", None
    if "edited_message" in update:
        text = text_at(message, "text")
        return (Kind.EDITED, text, None) if text else (Kind.IGNORED, "", None)
    if text := text_at(message, "text"):
        return _command(text) if text.startswith("/") else (Kind.TEXT, text, None)
    if not isinstance(message, dict) or (_SENT.isdisjoint(message) and not _SERVICE.isdisjoint(message)):
        return Kind.IGNORED, "", None
    return Kind.ATTACHMENT, text_at(message, "caption"), None


def _label_of(message: object, data: str) -> str:
    """What stood on a pressed button: of one that we did not make nothing else tells what it means."""
    rows = member(message, "reply_markup", "inline_keyboard")
    buttons = (button for row in (rows if isinstance(rows, list) else ()) for button in objects(row))
    return next((text_at(b, "text") for b in buttons if text_at(b, "callback_data") == data), "")


def _in_a_group(update: Payload) -> Kind:
    """A message to the group or our coming into it; what bots say there is not for us."""
    status = member(update, "my_chat_member", "new_chat_member", "status")
    if status in ("left", "kicked"):
        return Kind.STOP
    comes_in = status in ("member", "administrator")
    is_said = "message" in update and member(update, "message", "from", "is_bot") is not True
    return Kind.GROUP if comes_in or is_said else Kind.IGNORED


def _files(update: Payload) -> tuple[File, ...]:
    """The largest size of a photo, or a document."""
    message = member(update, "message")
    photos = objects(member(message, "photo"))
    if photos and (photo := text_at(photos[-1], "file_id")):
        return (File(photo, "照片"),)
    document = text_at(message, "document", "file_id")
    return (File(document, text_at(message, "document", "file_name") or "檔案"),) if document else ()


def _command(text: str) -> tuple[Kind, str, str | None]:
    name = (text[1:].split("@")[0].split() or [""])[0].lower()
    said = {command: words for command, _, words in COMMANDS}.get(name)
    if said is None:  # a command is one word; who writes a question after a slash asks it
        is_command = name != "" and name.isascii() and len(text.split()) == 1
        return Kind.TEXT, text if is_command else text.lstrip("/"), None
    return (Kind.TEXT, said, None) if said else (Kind.START, "", None)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()


def _broken(error: TelegramError) -> SendResult:
    """No connection was made: try again. The server said no: it is final. Otherwise nobody knows."""
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        outcome = Outcome.RETRY
    elif cause is None and not isinstance(error, TimedOut | Broken):
        outcome = Outcome.FAILED
    else:
        outcome = Outcome.UNKNOWN
    return SendResult(outcome, str(error) if isinstance(error, Broken) else type(cause or error).__name__)
