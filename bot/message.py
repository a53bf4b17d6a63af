"""What a message brings with it and brings forth, in the forms in which it is sent, recorded and shown."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.facts import Facts
from bot.models import Through, TurnRow
from bot.state import DialogueState
from bot.turn import Unanswered
from cases.schemas import Upload

Json = dict[str, Any]
Record = Callable[[AsyncSession, Json], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a citizen.

    ``record`` is called in the transaction that stores the turn. ``about`` names the entry below which
    a pressed button stands, as ``id@generation``. ``begun`` is when the work on it began,
    in seconds of `time.monotonic`.
    """

    conversation_id: str
    channel: str
    text: str
    client_id: str | None
    record: Record | None = None
    about: str | None = None
    begun: float = field(default_factory=monotonic, compare=False)


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """What came of one message.

    ``messages`` are sent; ``kept`` is recorded instead of them where it is not None; ``said`` is what
    is recorded of the citizen's words; ``unanswered`` goes to the learning queue; ``danger`` is the kind that
    the message told of; ``facts`` are those of the situation afterwards, None where they did not change;
    ``file`` is kept for the person who answers.
    """

    messages: list[Json]
    state: DialogueState
    intent: str
    through: Through
    said: str
    kept: list[Json] | None = None
    unanswered: Unanswered | None = None
    danger: str | None = None
    facts: Facts | None = None
    file: Upload | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What staff and system said since a turn, the newest turn, and who owns the conversation now."""

    turns: list[Json]
    last: int
    owner: str

    def as_json(self) -> Json:
        """The form in which clients get it."""
        return {"turns": self.turns, "turn": self.last, "owner": self.owner}


def shown(turns: Iterable[TurnRow], unsealed: Callable[[str], list[Json]]) -> list[Json]:
    """Turns as the chat shows them; what staff and system say by themselves answers no words.

    The ``id`` of a message tells a client which of its messages have come in.
    """
    entries: list[Json] = []
    for turn in turns:
        messages = unsealed(turn.sealed) if turn.sealed else turn.reply["messages"]
        if turn.through not in (Through.STAFF, Through.SYSTEM):
            entries.append({"role": "user", "text": turn.text, "id": turn.client_id})
        entries.append({"role": _role(turn), "messages": messages})
    return entries


def news(turns: Iterable[TurnRow]) -> list[Json]:
    """What staff and system said in ``turns``."""
    return [
        {"role": _role(turn), "messages": turn.reply["messages"]}
        for turn in turns
        if turn.through in (Through.STAFF, Through.SYSTEM)
    ]


def _role(turn: TurnRow) -> str:
    return "staff" if turn.through == Through.STAFF else "bot"
