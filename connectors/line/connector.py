"""LINE Messaging API (https://developers.line.biz/en/reference/messaging-api/)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

import httpx
import structlog
from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    Message,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
)

from bot.blocks import Block
from cases.ways import Purpose, Reach
from connectors.contract import (
    Delivery,
    File,
    InboundMessage,
    Kind,
    Outcome,
    Payload,
    Profile,
    RawEvent,
    Rendered,
    SendResult,
)
from connectors.downloads import download
from connectors.ids import fingerprint
from connectors.line.quota import TROUBLE, Quota
from connectors.line.rendering import LIMITS, render
from connectors.line.trying import PUSH, REPLY, TIMEOUT, tried
from connectors.payloads import json_object, member, moment, objects, text_at
from connectors.signatures import base64_digest, no_handshake, require_equal
from core.clock import utc_now

# A reply token is good for a minute after the webhook; the rest is for the way there.
TOKEN_LIFE = timedelta(seconds=50)
LOADING_SECONDS = 20
_POSTBACK_SAYS = "say:"
# What is true, and noted, whichever app speaks with the user.
_UNANSWERED = (Kind.STOP, Kind.UNSEND)
log = structlog.get_logger()


class LineConnector:
    """Reply first (free), push only within the budget and with a retry key."""

    name = "line"
    limits = LIMITS
    lasting = True

    def __init__(
        self,
        secret: str,
        access_token: str,
        api_base: str,
        public_url: str,
        push_budget: int | None = None,
        kept: Mapping[Purpose, float] | None = None,
        data_api_base: str = "https://api-data.line.me",
    ) -> None:
        """``push_budget`` and ``kept``: see `Quota`; files are had from ``data_api_base``."""
        self._data_api = data_api_base.rstrip("/")
        self._secret = secret
        self._public_url = public_url
        self._configuration = Configuration(access_token=access_token, host=api_base.rstrip("/"))
        self._opened: AsyncMessagingApi | None = None
        self.quota = Quota(lambda: self._api, push_budget, kept or {})

    @property
    def _api(self) -> AsyncMessagingApi:
        if self._opened is None:  # its client needs the running loop
            self._opened = AsyncMessagingApi(AsyncApiClient(self._configuration))
        return self._opened

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """See `Connector.verify`; header ``x-line-signature``."""
        require_equal(headers.get("x-line-signature"), base64_digest(self._secret, body))

    def handshake(self, query: Mapping[str, str]) -> str:
        """See `Connector.handshake`."""
        return no_handshake()

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Connector.parse`; the console's test request has no events."""
        now = utc_now()
        return [
            RawEvent(
                text_at(event, "webhookEventId") or fingerprint(event),
                text_at(event, "source", "userId") or text_at(event, "source", "groupId") or "unknown",
                moment(event.get("timestamp"), per_second=1000, default=now),
                event,
                text_at(event, "message", "id") or None,
                text_at(event, "unsend", "messageId") or None,
            )
            for event in objects(json_object(body).get("events"))
        ]

    def read(self, payload: Payload) -> InboundMessage:
        """See `Connector.read`; a channel in standby and group chats are not answered."""
        user = text_at(payload, "source", "userId")
        is_ours = text_at(payload, "source", "type") == "user" and user
        kind, text = self._meaning(payload) if is_ours else (Kind.IGNORED, "")
        if payload.get("mode") == "standby" and kind not in _UNANSWERED:
            kind, text = Kind.IGNORED, ""
        unsent = text_at(payload, "unsend", "messageId")
        return InboundMessage(
            self.name,
            user,
            kind,
            text,
            message_id=unsent or text_at(payload, "message", "id") or None,
            reply_token=text_at(payload, "replyToken") or None,
            files=_files(payload) if kind is Kind.ATTACHMENT else (),
        )

    @staticmethod
    def _meaning(event: Payload) -> tuple[Kind, str]:
        match event.get("type"):
            case "message" if member(event, "message", "type") == "text":
                return Kind.TEXT, text_at(event, "message", "text")
            case "message":
                return Kind.ATTACHMENT, ""
            case "postback":
                data = text_at(event, "postback", "data")
                said = data.removeprefix(_POSTBACK_SAYS)
                return (Kind.TEXT, said) if data.startswith(_POSTBACK_SAYS) else (Kind.IGNORED, "")
            case "follow":
                return Kind.START, ""
            case "unfollow":
                return Kind.STOP, ""
            case "unsend":
                return Kind.UNSEND, ""
            case _:
                return Kind.IGNORED, ""

    def render(self, blocks: Sequence[Block]) -> Rendered:
        """See `Connector.render`."""
        return render(blocks, self._public_url)

    def reach(self, heard_at: datetime | None, now: datetime, purpose: Purpose, waiting: int) -> Reach:
        """See `Connector.reach`: within the month's pushes that ``purpose`` may use."""
        left = self.quota.left(purpose)
        if left is None or left > waiting:
            return Reach(
                True, "LINE 可以推播" if left is None else f"LINE 本月推播還可用 {left - waiting} 則"
            )
        return Reach(False, "LINE 本月可用於這類通知的推播額度已用完")

    async def refresh(self, now: datetime) -> None:
        """See `Connector.refresh`."""
        await self.quota.refresh(now)

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """Reply while its token is young, else push."""
        if delivery.method:
            return delivery.method
        fresh = delivery.token_at is not None and now - delivery.token_at < TOKEN_LIFE
        return REPLY if delivery.reply_token and fresh else PUSH

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Connector.send`."""
        messages = [Message.from_dict(message) for message in delivery.payload["messages"]]
        if delivery.method == REPLY:
            reply = ReplyMessageRequest(replyToken=delivery.reply_token or "", messages=messages)
            call = partial(self._api.reply_message, reply)
        elif await self.quota.allows_push(now, delivery.purpose):
            push = PushMessageRequest(to=delivery.user_id, messages=messages)
            call = partial(self._api.push_message, push, x_line_retry_key=delivery.key)
        else:
            return SendResult(Outcome.FAILED, "push budget of this month is used up")
        result = await tried(call, delivery, now)
        if result.outcome is Outcome.ACCEPTED and delivery.method != REPLY:
            self.quota.count_push()
        return result

    def resume(self, delivery: Delivery) -> bool:
        """Always: a reply token works once, a push key is taken once."""
        return True

    async def acknowledge(self, message: InboundMessage) -> None:
        """The loading animation, which shows only while the chat is open."""
        if message.kind is not Kind.TEXT:
            return
        request = ShowLoadingAnimationRequest(chatId=message.user_id, loadingSeconds=LOADING_SECONDS)
        try:
            await self._api.show_loading_animation(request, _request_timeout=2.0)
        except TROUBLE as error:
            log.info("line_loading_failed", reason=type(error).__name__)

    async def profile(self, user_id: str) -> Profile:
        """See `Connector.profile`."""
        try:
            found = await self._api.get_profile(user_id, _request_timeout=TIMEOUT)
        except TROUBLE:
            return Profile()
        return Profile(found.display_name, found.language)

    async def content(self, file: File) -> bytes | None:
        """See `Connector.content`; LINE keeps a file for a while after it was sent."""
        token = self._configuration.access_token
        url = f"{self._data_api}/v2/bot/message/{quote(file.ref, safe='')}/content"
        async with httpx.AsyncClient(timeout=TIMEOUT) as http:
            return await download(http, url, {"Authorization": f"Bearer {token}"})

    async def close(self) -> None:
        """See `Connector.close`."""
        if self._opened is not None:
            await self._opened.api_client.close()
            await asyncio.sleep(0)


def _files(event: Payload) -> tuple[File, ...]:
    """A photo or a document that LINE itself keeps."""
    message, number = member(event, "message"), text_at(event, "message", "id")
    is_file = text_at(message, "type") in ("image", "file")
    is_kept = text_at(message, "contentProvider", "type") in ("", "line")
    if not (is_file and is_kept and number):
        return ()
    return (File(number, text_at(message, "fileName") or "照片"),)
