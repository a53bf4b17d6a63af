"""Facebook Messenger Platform (https://developers.facebook.com/docs/messenger-platform)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bot.blocks import Block
from cases.attachments import COUNT_LIMIT
from cases.ways import Purpose, Reach
from connectors.contract import (
    ACCEPTED,
    Delivery,
    File,
    FreeReply,
    InboundMessage,
    Kind,
    Outcome,
    Payload,
    RawEvent,
    Refused,
    Rendered,
    SendResult,
    paused,
)
from connectors.downloads import download
from connectors.facebook.rendering import LIMITS, METADATA, SAYS, render
from connectors.ids import fingerprint
from connectors.payloads import json_object, member, moment, objects, text_at
from connectors.signatures import hex_digest, is_equal, require_equal
from connectors.waiting import retry_after
from core.clock import utc_now

WINDOW = timedelta(hours=24)
# What is queued in the last minutes of the window might leave after it.
_MARGIN = timedelta(minutes=5)
GET_STARTED = "GET_STARTED"
# https://developers.facebook.com/docs/messenger-platform/conversation-routing
PAGE_INBOX = "263902037430900"
# Graph API error codes that pass: unknown, service, call and rate limits (80006: of Messenger).
_PASSING = frozenset({1, 2, 4, 17, 32, 341, 613, 1200, 80006})
# The user blocked the page, left Facebook or takes no messages: error codes and subcodes.
_GONE = frozenset({551})
_GONE_WITHIN = frozenset({1545041, 2018108})
# The token is revoked or has run out, or the page may not send for a while: no answer to anybody fails.
_PAUSING = frozenset({102, 190, 368})
_PAUSING_WITHIN = frozenset({1893063})
TIMEOUT = 10.0
# No message is older; a number that says so is no number of milliseconds.
_MESSENGER_BEGAN = datetime(2011, 1, 1, tzinfo=UTC)
# Where Messenger keeps what users send.
_FILE_HOSTS = (".fbcdn.net", ".fbsbx.com")
log = structlog.get_logger()


class FacebookConnector:
    """Answers within the 24-hour window; an uncertain send is never repeated."""

    name = "facebook"
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
            raise Refused("驗證碼不符：請在 Meta 的 Webhooks 填入與設定相同的驗證碼。", HTTPStatus.FORBIDDEN)
        return query.get("hub.challenge", "")

    def parse(self, body: bytes) -> list[RawEvent]:
        """See `Inbound.parse`: every messaging event of every entry."""
        return [_raw(event) for event in _events(json_object(body))]

    def read(self, payload: Payload) -> InboundMessage:
        """See `Inbound.read`; an echo of the page's inbox is a person taking over."""
        echo = bool(member(payload, "message", "is_echo"))
        user = text_at(payload, "recipient" if echo else "sender", "id")
        kind, text = _meaning(payload)
        files = _files(payload) if kind is Kind.ATTACHMENT else ()
        mid = text_at(payload, "message", "mid") or None
        return InboundMessage(self.name, user, kind, text, message_id=mid, files=files)

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
            return SendResult(Outcome.FAILED, "outside the 24-hour window")
        body = {"recipient": {"id": delivery.user_id}, "messaging_type": "RESPONSE", **delivery.payload}
        try:
            response = await self._http.post("me/messages", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return SendResult(Outcome.RETRY, type(error).__name__)
        except httpx.HTTPError as error:
            return SendResult(Outcome.UNKNOWN, type(error).__name__)
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


def _events(data: Payload) -> Iterator[Payload]:
    for entry in objects(data.get("entry")):
        yield from objects(entry.get("messaging"))
        # Another app owns these conversations now: they are counted, not answered.
        yield from ({**event, "standby": True} for event in objects(entry.get("standby")))


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


def _said(payload: str, shown: str) -> tuple[Kind, str]:
    """What a button says; of one that we did not make (an ad's, a former bot's), what was on it."""
    if payload == GET_STARTED:
        return Kind.START, ""
    said = payload.removeprefix(SAYS) if payload.startswith(SAYS) else shown
    return (Kind.TEXT, said) if said else (Kind.IGNORED, "")


def _meaning(event: Payload) -> tuple[Kind, str]:
    message: Any = event.get("message")
    if owner := _new_owner(event):
        return owner, ""
    if member(message, "is_deleted"):
        return (Kind.IGNORED if member(message, "is_echo") else Kind.UNSEND), ""
    if event.get("standby"):
        return Kind.IGNORED, ""
    if member(message, "is_echo"):
        return (Kind.HUMAN if _is_of_a_person(message) else Kind.IGNORED), ""
    if edited := text_at(event, "message_edit", "text"):
        return Kind.EDITED, edited
    text = text_at(message, "text")
    if payload := text_at(message, "quick_reply", "payload") or text_at(event, "postback", "payload"):
        return _said(payload, text or text_at(event, "postback", "title"))
    if text and not _files(event):  # a shared link comes with a preview of its page
        return Kind.TEXT, text
    # Whatever else a message holds (sticker, voice, what this version does not know) is no text.
    return (Kind.ATTACHMENT, text) if text_at(message, "mid") else (Kind.IGNORED, "")


def _new_owner(event: Payload) -> Kind | None:
    """Who speaks from now on, of an event that says so: another app or a person took over, or gave back.

    https://developers.facebook.com/docs/messenger-platform/conversation-routing
    """
    if member(event, "take_thread_control") is not None:
        return Kind.HUMAN
    if (passed := member(event, "pass_thread_control")) is not None:
        return Kind.HUMAN if text_at(passed, "new_owner_app_id") == PAGE_INBOX else Kind.RETURNED
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
        return SendResult(Outcome.UNKNOWN, f"HTTP {status}")
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
        return SendResult(Outcome.RETRY, reason, retry_after(response.headers.get("retry-after"), now))
    gone = code in _GONE or member(error, "error_subcode") in _GONE_WITHIN
    return SendResult(Outcome.FAILED, reason, blocked=gone)
