"""What the handover tells the bot and the desk."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block
from bot.facts import NO_FACTS, Facts
from cases.messaging import Fate
from core.errors import Problem


class HandoverState(StrEnum):
    """Where a request for a person is."""

    WAITING = "waiting"
    TAKEN = "taken"
    ENDED = "ended"


# Sends blocks to a conversation in the caller's transaction and gives their ids in the outbox; a web
# chat reads them from the turns.
Deliver = Callable[[AsyncSession, str, Sequence[Block], datetime], Awaitable[tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of staff: ``id`` is the account, ``name`` what the citizen is told."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether people answer now; ``next_opening`` is local time, None when it is not known."""

    is_open: bool
    present: int
    next_opening: datetime | None

    @property
    def available(self) -> bool:
        """Open, and somebody is there."""
        return self.is_open and self.present > 0


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """The place in the queue, from 1; ``wait_minutes`` is None when too little is known to say."""

    position: int
    wait_minutes: int | None


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """Something that a citizen wrote (masked) in a conversation of the inbox."""

    conversation_id: str
    channel: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QueuedConversation:
    """A conversation in the queue or in somebody's hands, as the inbox lists it.

    ``danger`` are the kinds of danger that the citizen told of (`knowledge.safety.DangerKind`), each once.
    """

    conversation_id: str
    channel: str
    state: str
    requested_at: datetime
    staff: str | None
    topic: str | None
    last_text: str
    danger: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSent:
    """A picture or PDF that the citizen sent in a turn; ``kind`` is its media type."""

    id: int
    turn: int
    name: str
    kind: str

    @property
    def is_picture(self) -> bool:
        """Whether browsers show it as a picture."""
        return self.kind in ("image/jpeg", "image/png", "image/webp", "image/gif")

    @property
    def is_pdf(self) -> bool:
        """Whether browsers show it as a document."""
        return self.kind == "application/pdf"


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One thing said: ``who`` is citizen, bot, staff or system; words are masked.

    ``danger`` is the kind of danger that it tells of. ``fate`` is what became of what staff said on a
    platform, None for everything else. ``files`` came with it.
    """

    turn: int
    who: str
    text: str
    at: datetime
    fate: Fate | None = None
    danger: str | None = None
    files: tuple[FileSent, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note of staff."""

    staff: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What the person taking over sees, so that nobody has to tell it again.

    ``entries`` are the ids and questions shown, ``documents`` the papers they named, ``tried`` what
    the bot did (in words), ``unanswered`` what it had no answer to, ``lines`` the last things said,
    ``facts`` what was told of the situation.
    """

    conversation_id: str
    channel: str
    owner: str
    topic: str | None
    entries: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    tried: tuple[str, ...]
    unanswered: tuple[str, ...]
    lines: tuple[TranscriptLine, ...]
    notes: tuple[Note, ...]
    danger: tuple[str, ...] = ()
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a conversation is now, for the page that shows it: ``staff`` has it, ``viewers`` look at it.

    ``state`` is that of its handover, None when nobody waits or serves. ``last`` is its newest turn.
    """

    state: str | None
    staff: str | None
    viewers: tuple[Agent, ...]
    last: int


@dataclass(frozen=True, slots=True)
class PastWanted:
    """Which talks that are over to list; empty fields do not restrict. ``words`` are the citizen's.

    ``among`` are ids of conversations, None for all.
    """

    words: str = ""
    conversation_id: str = ""
    staff: str = ""
    since: datetime | None = None
    among: tuple[str, ...] | None = None


class OutOfReach(Problem):
    """The channel carries nothing to this citizen any more; the sentence says why and what to do."""

    status = HTTPStatus.CONFLICT


class NotYours(Problem):
    """The conversation is not in the hands of who wants to speak in it."""

    status = HTTPStatus.CONFLICT
