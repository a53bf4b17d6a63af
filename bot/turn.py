"""One turn: what it depends on, and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks import FEEDBACK, Block
from bot.responses import Responses
from bot.state import DialogueState
from bot.understanding import Understanding
from knowledge.catalogue import Catalogue
from knowledge.presentation import EntryView
from knowledge.questions import Source


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a turn depends on."""

    understanding: Understanding
    state: DialogueState
    catalogue: Catalogue
    responses: Responses
    now: datetime

    @property
    def language(self) -> str | None:
        """The language to answer in; pressing an offered option is not writing Chinese."""
        understood = self.understanding
        offered = {option.value for option in self.state.choices} | {option.value for option in FEEDBACK}
        if understood.language is None or understood.text in offered:
            return self.state.language
        return understood.language

    def view(self, entry_id: str) -> EntryView | None:
        """An entry as shown in this conversation, None when it is withdrawn."""
        return self.catalogue.view(entry_id, self.now, self.language)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that did not get its answer in this turn: how that is known, and what was shown instead.

    ``candidates`` are entry ids, ``generation`` is that of the index.
    """

    source: Source
    candidates: tuple[str, ...]
    generation: int

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Unanswered":
        """The inverse of `dataclasses.asdict`, as it comes back through Rasa."""
        return cls(Source(data["source"]), tuple(data["candidates"]), int(data["generation"]))


@dataclass(frozen=True, slots=True)
class Turn:
    """The blocks to send and the state afterwards; ``unanswered`` goes to the learning queue."""

    blocks: tuple[Block, ...]
    state: DialogueState
    unanswered: Unanswered | None = None


Move = Callable[[Situation], Turn]
