"""LINE Messaging API (https://developers.line.biz/en/reference/messaging-api/)."""

import asyncio
import re
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
from cases.messaging import Purpose, Reach
from connectors.contract import (
    Delivery,
    EventKind,
    File,
    FreeReply,
    InboundMessage,
    Payload,
    RawEvent,
    Rendered,
    SendResult,
    SendStatus,
)
from connectors.downloads import download
from connectors.line import reading
from connectors.line.delivery_attempt import PUSH, REPLY, TIMEOUT, tried
from connectors.line.quota import TROUBLE, Quota
from connectors.line.rendering import LIMITS, invite, join, render
from connectors.payloads import json_object
from connectors.signatures import base64_digest, no_handshake, require_equal

# A reply token is good for a minute after the webhook; the rest is for the way there.
TOKEN_LIFE = timedelta(seconds=50)
LOADING_SECONDS = 20
# Ids of groups and of chats of several people (https://developers.line.biz/en/docs/messaging-api/getting-user-ids/).
_OF_SEVERAL = re.compile(r"[CR][0-9a-f]{32}")
log = structlog.get_logger()


class LineConnector:
    """Reply first (free), push only within the budget and with a retry key."""

    name = reading.NAME
    limits = LIMITS
    lasting = True
    free_reply: FreeReply | None = FreeReply(TOKEN_LIFE, invite, join)

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
        """See `Inbound.verify`; header ``x-line-signature``."""
        require_equal(headers.get("x-line-signature"), base64_digest(self._secret, body))

    def handshake(self, query: Mapping[str, str]) -> str:
        """See `ChatConnector.handshake`."""
        return no_handshake()

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Inbound.parse`; the console's test request has no events."""
        return list(reading.events(json_object(body)))

    def read(self, payload: Payload) -> InboundMessage:
        """See `Inbound.read`."""
        return reading.read(payload)

    def render(self, blocks: Sequence[Block]) -> Rendered:
        """See `ChatConnector.render`."""
        return render(blocks, self._public_url)

    def reach(self, heard_at: datetime | None, now: datetime, purpose: Purpose, waiting: int) -> Reach:
        """See `ChatConnector.reach`: within the month's pushes that ``purpose`` may use."""
        left = self.quota.left(purpose)
        if left is None or left > waiting:
            return Reach(
                True, "LINE 可以推播" if left is None else f"LINE 本月推播還可用 {left - waiting} 則"
            )
        return Reach(False, "LINE 本月可用於這類通知的推播額度已用完")

    async def refresh(self, now: datetime) -> None:
        """See `ChatConnector.refresh`."""
        await self.quota.refresh(now)

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """Reply while its token is young, else push."""
        if delivery.method:
            return delivery.method
        fresh = delivery.token_at is not None and now - delivery.token_at < TOKEN_LIFE
        return REPLY if delivery.reply_token and fresh else PUSH

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Outbound.send`."""
        if delivery.method == PUSH and _OF_SEVERAL.fullmatch(delivery.user_id):
            return SendResult(SendStatus.FAILED, "a push to a group is paid for each of its members")
        messages = [Message.from_dict(message) for message in delivery.payload["messages"]]
        if delivery.method == REPLY:
            reply = ReplyMessageRequest(replyToken=delivery.reply_token or "", messages=messages)
            call = partial(self._api.reply_message, reply)
        elif await self.quota.allows_push(now, delivery.purpose):
            push = PushMessageRequest(to=delivery.user_id, messages=messages)
            call = partial(self._api.push_message, push, x_line_retry_key=delivery.key)
        else:
            return SendResult(SendStatus.FAILED, "push budget of this month is used up")
        result = await tried(call, delivery, now)
        if result.outcome is SendStatus.ACCEPTED and delivery.method != REPLY:
            self.quota.count_push()
        return result

    def resume(self, delivery: Delivery) -> bool:
        """Always: a reply token works once, a push key is taken once."""
        return True

    async def acknowledge(self, message: InboundMessage) -> None:
        """The loading animation, which shows only while the chat is open."""
        if message.kind is not EventKind.TEXT:
            return
        request = ShowLoadingAnimationRequest(chatId=message.user_id, loadingSeconds=LOADING_SECONDS)
        try:
            await self._api.show_loading_animation(request, _request_timeout=2.0)
        except TROUBLE as error:
            log.info("line_loading_failed", reason=type(error).__name__)

    async def content(self, file: File) -> bytes | None:
        """See `ChatConnector.content`; LINE keeps a file for a while after it was sent."""
        token = self._configuration.access_token
        url = f"{self._data_api}/v2/bot/message/{quote(file.ref, safe='')}/content"
        async with httpx.AsyncClient(timeout=TIMEOUT) as http:
            return await download(http, url, {"Authorization": f"Bearer {token}"})

    async def close(self) -> None:
        """See `Outbound.close`."""
        if self._opened is not None:
            await self._opened.api_client.close()
            await asyncio.sleep(0)
