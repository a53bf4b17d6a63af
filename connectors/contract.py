"""What a channel is to the rest of the system: the contracts that connectors keep.

A connector is pure except for `Outbound.send` and its helpers that call the platform: it never
touches the database. The inbox stores what `parse` gives, a lane turns it into an
`InboundMessage` by `read`, `render` makes platform requests of content blocks, and the outbox
calls `send` for each of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol, runtime_checkable

from bot.blocks import Block
from cases.messaging import Purpose, Reach
from core.errors import Problem

Payload = dict[str, Any]


class EventKind(StrEnum):
    """What an event of a platform means to us.

    ``edited`` is a text written anew, ``group`` anything of a chat of several people, ``human`` and
    ``returned`` say that a person took the conversation over on the platform, and gave it back;
    ``bounced`` = what we sent came back (``message_id`` is its key, ``text`` why).
    """

    TEXT = "text"
    START = "start"
    STOP = "stop"
    ATTACHMENT = "attachment"
    BLANK = "blank"
    UNSEND = "unsend"
    EDITED = "edited"
    GROUP = "group"
    HUMAN = "human"
    RETURNED = "returned"
    BOUNCED = "bounced"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as it came: ``event_id`` is the platform's, unique and the same when redelivered.

    ``message_id`` names the message that it brings, ``takes_back`` the one that it takes back;
    ``number`` is its place among all events, of a platform that counts them.
    """

    event_id: str
    user_id: str
    occurred_at: datetime
    payload: Payload
    message_id: str | None = None
    takes_back: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that a user sent: ``ref`` is what the platform knows it by, ``name`` as the user sees it."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One event understood.

    ``text`` is what was typed or what a pressed button says (its ``token`` when only we know), with
    files what is written below them; ``message_id`` names the message, for an unsend the one that
    is taken back; ``reply_token`` allows a free reply;
    ``callback_id`` is a button press that the platform wants to be acknowledged;
    ``files`` are photos and documents; ``place`` is the address of a position that was sent; messages with
    the same ``album`` were sent at once.
    """

    channel: str
    user_id: str
    kind: EventKind
    text: str = ""
    token: str | None = None
    message_id: str | None = None
    reply_token: str | None = None
    callback_id: str | None = None
    files: tuple[File, ...] = ()
    place: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes: characters of a text and of a button, buttons at once."""

    text: int
    label: int
    choices: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """Platform requests for one turn, in order, and what the opaque ids of their buttons say."""

    requests: tuple[Payload, ...]
    tokens: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to a platform.

    ``key`` is the same at every try. ``method`` is how it is sent, decided before the first try;
    ``uncertain`` says that an earlier try may have been taken. ``last_heard`` is when the user
    last wrote; ``reply_token`` came with that message at ``token_at``; ``attempts`` counts this one.
    """

    id: int
    user_id: str
    payload: Payload
    key: str
    reply_token: str | None = None
    token_at: datetime | None = None
    method: str = ""
    uncertain: bool = False
    last_heard: datetime | None = None
    purpose: Purpose = Purpose.REPLY
    attempts: int = 1


class SendStatus(StrEnum):
    """What became of a try: taken, to be tried again, refused for good, or nobody knows."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The outcome of a try; ``reason`` holds no text and no secret.

    ``uncertain`` marks a retry whose earlier try may have been taken; ``method`` overrides how the
    next try is sent; ``blocked`` says that this user takes nothing any more, ``pauses`` that the platform
    takes nothing at all from us (a retry that does not count).
    """

    outcome: SendStatus
    reason: str = ""
    retry_after: float | None = None
    uncertain: bool = False
    method: str | None = None
    blocked: bool = False
    pauses: bool = False


ACCEPTED = SendResult(SendStatus.ACCEPTED)


def paused(reason: str) -> SendResult:
    """The platform does not let us send, whoever it is for: a revoked token, a restricted page."""
    return SendResult(SendStatus.RETRY, reason, pauses=True)


class BadSignature(Problem):
    """A webhook that its platform did not sign."""

    status = HTTPStatus.UNAUTHORIZED


class Unsigned(BadSignature):
    """A request to a webhook without any signature: no platform of ours sends that."""


class MalformedWebhook(Problem):
    """A signed webhook whose body is not what the platform's specification says."""

    status = HTTPStatus.BAD_REQUEST


@dataclass(frozen=True, slots=True)
class FreeReply:
    """A reply that costs nothing, once, for as long after a message as its token lives (``life``).

    ``invite`` is a request that says a text and has one button, which says its own label; ``join`` makes
    as few requests as the platform takes of several.
    """

    life: timedelta
    invite: Callable[[str, str], Payload]
    join: Callable[[Sequence[Payload]], tuple[Payload, ...]]


class Inbound(Protocol):
    """What a channel hears: the webhooks store what `parse` gives, a lane understands it by `read`."""

    name: str

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature over the raw bytes in constant time.

        Raises:
            BadSignature: not signed by the platform.
        """

    def parse(self, body: bytes) -> list[RawEvent]:
        """Every event of a webhook, in order.

        Raises:
            MalformedWebhook: not a webhook of this platform.
        """

    def read(self, payload: Payload) -> InboundMessage:
        """One event; unknown types are `EventKind.IGNORED`, never an error."""


class Outbound(Protocol):
    """What a channel sends: the outbox hands over one request after the other."""

    name: str

    def plan(self, delivery: Delivery, now: datetime) -> str:
        """How to send it, stored before the first try."""

    async def send(self, delivery: Delivery, now: datetime) -> SendResult:
        """One try; never raises."""

    def resume(self, delivery: Delivery) -> bool:
        """Whether a try that a crash interrupted may be repeated without a second answer."""

    async def close(self) -> None:
        """Close the connections."""


class Connector(Inbound, Outbound, Protocol):
    """Any channel, also one that carries no conversation."""


@runtime_checkable
class ChatConnector(Connector, Protocol):
    """A channel on which people talk to us; see the module's docstring for who calls what."""

    limits: Limits
    # Whether a user can be written to weeks after they wrote.
    lasting: bool
    # How a free reply comes about; None where a reply costs nothing whenever it is sent.
    free_reply: FreeReply | None

    def handshake(self, query: Mapping[str, str]) -> str:
        """The answer to the platform's question whether the webhook's address is ours.

        Raises:
            BadSignature: it does not know our token.
            NotFound: this platform asks no such question.
        """

    def render(self, blocks: Sequence[Block]) -> Rendered:
        """Requests within the platform's limits that show ``blocks``."""

    def reach(self, heard_at: datetime | None, now: datetime, purpose: Purpose, waiting: int) -> Reach:
        """Whether a user who last wrote at ``heard_at`` can be written to unasked.

        ``waiting`` is how many such messages are queued already.
        """

    async def refresh(self, now: datetime) -> None:
        """Read what `reach` goes by from the platform, if it is older than minutes; never raises."""

    async def acknowledge(self, message: InboundMessage) -> None:
        """Show that the message arrived (typing, loading, a pressed button); never raises."""

    async def content(self, file: File) -> bytes | None:
        """A file's bytes, None when they cannot be had or are too many; never raises."""


def chats_of(connectors: Mapping[str, Connector]) -> dict[str, ChatConnector]:
    """The channels among ``connectors`` on which people talk, by name."""
    return {name: found for name, found in connectors.items() if isinstance(found, ChatConnector)}
