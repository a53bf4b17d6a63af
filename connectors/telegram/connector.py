"""Telegram Bot API through python-telegram-bot (https://core.telegram.org/bots/api)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx
import structlog
from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ChatAction
from telegram.error import (
    BadRequest,
    ChatMigrated,
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
from cases.messaging import Purpose, Reach
from connectors.contract import (
    ACCEPTED,
    Delivery,
    File,
    FreeReply,
    InboundMessage,
    Payload,
    RawEvent,
    Rendered,
    SendResult,
    SendStatus,
    paused,
)
from connectors.payloads import json_object, storable
from connectors.signatures import no_handshake, require_equal
from connectors.telegram import reading
from connectors.telegram.rendering import LIMITS, render
from connectors.telegram.response_status import AnsweredRequest, Broken

TIMEOUT = 10.0
POLL_SECONDS = 25
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
log = structlog.get_logger()


class TelegramConnector:
    """Presses are acknowledged first; a send that timed out is not repeated blindly."""

    name = reading.NAME
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
        return [reading.raw_event(json_object(body))]

    def read(self, payload: Payload) -> InboundMessage:
        """See `Inbound.read`."""
        return reading.read(payload)

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
            return SendResult(SendStatus.RETRY, "flood control", _seconds(error))
        except InvalidToken:
            return paused("the token is not taken")
        except Forbidden:
            return SendResult(SendStatus.FAILED, "blocked by the user", blocked=True)
        except BadRequest as error:  # the library counts it among the network's errors
            # A group may forbid its members to write: no trouble of ours either.
            gone = "chat not found" in error.message.lower() or delivery.user_id.startswith("-")
            return SendResult(SendStatus.FAILED, "no such chat" if gone else "BadRequest", blocked=gone)
        except ChatMigrated:  # it became a supergroup, which is a chat of its own
            return SendResult(SendStatus.FAILED, "the group has moved", blocked=True)
        except (TimedOut, NetworkError) as error:
            return _broken(error)
        except TelegramError as error:
            # The bare class is an answer that cannot be read: the message may have been taken.
            unread = type(error) is TelegramError
            return SendResult(SendStatus.UNKNOWN if unread else SendStatus.FAILED, type(error).__name__)

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


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()


def _broken(error: TelegramError) -> SendResult:
    """No connection was made: try again. The server said no: it is final. Otherwise nobody knows."""
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        outcome = SendStatus.RETRY
    elif cause is None and not isinstance(error, TimedOut | Broken):
        outcome = SendStatus.FAILED
    else:
        outcome = SendStatus.UNKNOWN
    return SendResult(outcome, str(error) if isinstance(error, Broken) else type(cause or error).__name__)
