"""Facebook Messenger Platform (https://developers.facebook.com/docs/messenger-platform)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bot.blocks import Block
from cases.messaging import Purpose, Reach
from connectors.contract import (
    ACCEPTED,
    BadSignature,
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
from connectors.downloads import download
from connectors.facebook import reading
from connectors.facebook.rendering import LIMITS, render
from connectors.payloads import json_object, member
from connectors.retry_after import retry_after
from connectors.signatures import hex_digest, is_equal, require_equal

WINDOW = timedelta(hours=24)
# What is queued in the last minutes of the window might leave after it.
_MARGIN = timedelta(minutes=5)
# Graph API error codes that pass: unknown, service, call and rate limits (80006: of Messenger).
_PASSING = frozenset({1, 2, 4, 17, 32, 341, 613, 1200, 80006})
# The user blocked the page, left Facebook or takes no messages: error codes and subcodes.
_GONE = frozenset({551})
_GONE_WITHIN = frozenset({1545041, 2018108})
# The token is revoked or has run out, or the page may not send for a while: no answer to anybody fails.
_PAUSING = frozenset({102, 190, 368})
_PAUSING_WITHIN = frozenset({1893063})
TIMEOUT = 10.0
# Where Messenger keeps what users send.
_FILE_HOSTS = (".fbcdn.net", ".fbsbx.com")
log = structlog.get_logger()


class FacebookConnector:
    """Answers within the 24-hour window; an uncertain send is never repeated."""

    name = reading.NAME
    limits = LIMITS
    lasting = False
    free_reply: FreeReply | None = None

    def __init__(
        self,
        app_secret: str,
        access_token: str,
        api_base: str,
        version: str,
        public_url: str,
        verify_token: str,
    ) -> None:
        self._secret = app_secret
        self._verify_token = verify_token
        self._public_url = public_url
        base = httpx.URL(api_base)
        self._origin = (base.scheme, base.host, base.port)
        # The token travels in a header: addresses end up in logs.
        self._http = httpx.AsyncClient(
            base_url=f"{api_base.rstrip('/')}/{version}/",
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=TIMEOUT,
        )

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """See `Inbound.verify`; header ``X-Hub-Signature-256``."""
        require_equal(headers.get("x-hub-signature-256"), hex_digest(self._secret, body))

    def handshake(self, query: Mapping[str, str]) -> str:
        """See `ChatConnector.handshake`: Meta's challenge comes back; 403 as its documentation wants it.

        https://developers.facebook.com/docs/graph-api/webhooks/getting-started
        """
        token = query.get("hub.verify_token", "")
        if query.get("hub.mode") != "subscribe" or not is_equal(token, self._verify_token):
            raise BadSignature(
                "驗證碼不符：請在 Meta 的 Webhooks 填入與設定相同的驗證碼。", HTTPStatus.FORBIDDEN
            )
        return query.get("hub.challenge", "")

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Inbound.parse`: every messaging event of every entry."""
        return list(reading.events(json_object(body)))

    def read(self, payload: Payload) -> InboundMessage:
        """See `Inbound.read`."""
        return reading.read(payload)

    def render(self, blocks: Sequence[Block]) -> Rendered:
        """See `ChatConnector.render`."""
        return render(blocks, self._public_url)

    def reach(self, heard_at: datetime | None, now: datetime, purpose: Purpose, waiting: int) -> Reach:
        """See `ChatConnector.reach`: within 24 hours of the user's last message."""
        if heard_at is None or now - heard_at > WINDOW - _MARGIN:
            return Reach(False, "距離民眾最後一次在 Messenger 說話已超過 24 小時")
        return Reach(True, "在 Messenger 的 24 小時內")

    async def refresh(self, now: datetime) -> None:
        """See `ChatConnector.refresh`: there is no quota."""

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """There is one way to send."""
        return "message"

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """See `Outbound.send`; outside the window nothing is even tried."""
        if delivery.last_heard is None or now - delivery.last_heard > WINDOW:
            return SendResult(SendStatus.FAILED, "outside the 24-hour window")
        body = {"recipient": {"id": delivery.user_id}, "messaging_type": "RESPONSE", **delivery.payload}
        try:
            response = await self._http.post("me/messages", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return SendResult(SendStatus.RETRY, type(error).__name__)
        except httpx.HTTPError as error:
            return SendResult(SendStatus.UNKNOWN, type(error).__name__)
        return _outcome(response, now)

    def resume(self, delivery: Delivery) -> bool:
        """Never: Messenger has no key that would make a repeated send harmless."""
        return False

    async def acknowledge(self, message: InboundMessage) -> None:
        """The typing bubble."""
        body = {"recipient": {"id": message.user_id}, "sender_action": "typing_on"}
        try:
            await self._http.post("me/messages", json=body, timeout=2.0)
        except httpx.HTTPError as error:
            log.info("facebook_typing_failed", reason=type(error).__name__)

    async def configure(self, profile: Payload) -> httpx.Response:
        """Set the page's Messenger profile (get-started, menu, ice breakers)."""
        return await self._http.post("me/messenger_profile", json=profile)

    async def content(self, file: File) -> bytes | None:
        """See `ChatConnector.content`; only the platform's own hosts are asked."""
        try:
            url = httpx.URL(file.ref)
        except httpx.InvalidURL:
            return None
        theirs = url.scheme == "https" and url.host.endswith(_FILE_HOSTS)
        ours = (url.scheme, url.host, url.port) == self._origin
        if not (theirs or ours):
            return None
        async with httpx.AsyncClient(timeout=TIMEOUT) as http:
            return await download(http, file.ref)

    async def close(self) -> None:
        """See `Outbound.close`."""
        await self._http.aclose()


def _outcome(response: httpx.Response, now: datetime) -> SendResult:
    """What an answer means. Only a clear no is safe to repeat: there is no key that tells a second try.

    A 5xx and a 2xx that cannot be read (a proxy's page) may both come after the message was taken.
    """
    status = response.status_code
    try:
        said = response.json()
    except (ValueError, RecursionError):
        said = None
    if status >= 500 or (response.is_success and not isinstance(said, dict)):
        return SendResult(SendStatus.UNKNOWN, f"HTTP {status}")
    if response.is_success and "error" not in said:
        return ACCEPTED
    return _refused(response, member(said, "error"), now)


def _refused(response: httpx.Response, error: Any, now: datetime) -> SendResult:
    code = member(error, "code")
    reason = f"HTTP {response.status_code}" + (f", code {code}" if isinstance(code, int) else "")
    if response.status_code == 401 or code in _PAUSING or member(error, "error_subcode") in _PAUSING_WITHIN:
        return paused(reason)
    passing = code in _PASSING or member(error, "is_transient") is True
    if response.status_code == 429 or passing:
        return SendResult(SendStatus.RETRY, reason, retry_after(response.headers.get("retry-after"), now))
    gone = code in _GONE or member(error, "error_subcode") in _GONE_WITHIN
    return SendResult(SendStatus.FAILED, reason, blocked=gone)
