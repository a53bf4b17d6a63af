"""What a flow is: a dialogue of several turns whose answers are kept sealed, not in the tracker.

An action begins a flow (`DialogueState.flow`); from then on the flow gets every message, in the
transaction that records the turn, until it ends or does not listen to one.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Choices, Option, Text
from bot.models import ConversationRow
from bot.responses import Voice
from bot.state import DialogueState
from bot.turn import Situation, Turn
from retrieval.analysis.text import clean

Answers = Mapping[str, str]
# Drafts that were left alone are forgotten after so long (個資法 §11: the purpose is gone).
KEEP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """A flow under way: ``answers`` by name; ``step`` is what was asked last.

    Names that begin with ``_`` are the flow's own memory and no answers.
    """

    flow: str
    step: str
    updated_at: datetime
    answers: Answers = field(default_factory=dict)
    paused: bool = False

    def at(self, step: str, **answers: str | None) -> "FlowDraft":
        """The draft at another step with these answers added; None takes one away."""
        known = {**self.answers, **answers}
        kept = {name: value for name, value in known.items() if value is not None}
        return replace(self, step=step, answers=kept)

    def rest(self) -> "FlowDraft":
        """The draft laid aside for later."""
        return replace(self, paused=True)


@dataclass(frozen=True, slots=True)
class FlowMessage:
    """One message to a flow, with all it may depend on.

    ``text`` is what was typed; ``at`` holds what it means to the dialogue; ``usual`` answers it as if
    no flow were under way; ``key`` is the same when the message is handled again; ``words`` are what
    the citizen said before (masked), the latest last; ``written`` is the language of ``text`` where it tells.
    """

    conversation: ConversationRow
    text: str
    at: Situation
    usual: Callable[[], Turn]
    key: str
    now: datetime
    words: tuple[str, ...] = ()
    written: str | None = None

    def say(self, response: str, /, **values: object) -> Text:
        """A response as a block, filled in."""
        return Text(self.at.say(response, **values))

    def phrase(self, chinese: str) -> Text:
        """A sentence that stands in Chinese elsewhere, as a block."""
        return Text(self.at.told(lambda voice: voice.phrase(chinese)))

    def compose(self, compose: Callable[[Voice], str]) -> Text:
        """Several sentences as a block; see `Situation.told`."""
        return Text(self.at.told(compose))

    def ask_phrase(self, chinese: str, *options: Option | str) -> Choices:
        """A sentence that stands in Chinese elsewhere, with options."""
        return Choices(self.phrase(chinese).text, tuple(map(self.option, options)))

    def ask(self, response: str, /, *options: Option | str, **values: object) -> Choices:
        """A response with options; a plain one says its Chinese label."""
        return Choices(self.at.say(response, **values), tuple(map(self.option, options)))

    def option(self, offered: Option | str) -> Option:
        """An option, labelled in the language of the conversation."""
        return self.at.option(offered) if isinstance(offered, str) else offered

    def chosen(self, *offered: Option | str) -> str | None:
        """What choosing one of ``offered`` says, by its number (from 1) or its label in any language."""
        options = [Option(one, one) if isinstance(one, str) else one for one in offered]
        number = clean(self.text).rstrip("。.、)!")
        if number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= len(options):
            return options[int(number) - 1].value
        names = self.at.responses.names_choice
        return next((one.value for one in options if names(self.text, one.value, one.label)), None)

    def speaking(self, language: str | None) -> "FlowMessage":
        """The same in another language."""
        return replace(self, at=self.at.speaking(language))

    @property
    def address(self) -> str:
        """Where questions come from, for limits on guessing: the channel and its user."""
        return f"{self.conversation.channel}:{self.conversation.id}"


@dataclass(frozen=True, slots=True)
class FlowTurn:
    """What a flow says.

    ``draft`` is None at the end. ``label`` is what the record holds instead of the citizen's words,
    "" when they may be recorded (masked). ``kept`` is what the record holds instead of ``blocks``
    that show personal data. ``state`` is the memory of the conversation when it has changed.
    """

    blocks: tuple[Block, ...]
    draft: FlowDraft | None = None
    label: str = ""
    kept: tuple[Block, ...] | None = None
    state: DialogueState | None = None

    def after(self, blocks: tuple[Block, ...]) -> "FlowTurn":
        """The same with ``blocks`` said before it."""
        kept = None if self.kept is None else (*blocks, *self.kept)
        return replace(self, blocks=(*blocks, *self.blocks), kept=kept)


class Flow(ABC):
    """One kind of dialogue; it holds no state of its own."""

    name: str
    takes_files = False
    # So long after the last message the next one still belongs to the flow.
    lasts = timedelta(hours=1)

    async def catches(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """Whether a message is plainly for this flow though it has not begun."""
        return False

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Whether the message is for this flow; if not, the bot answers as usual."""
        return True

    def chooses(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Whether the message is one of the options that were offered, whatever its words may mean."""
        return False

    def text_limit(self, draft: FlowDraft) -> int | None:
        """How long the answer may be that is asked for at length, None where no story is."""
        return None

    def left(self, draft: FlowDraft) -> FlowDraft | None:
        """What stays of the flow when it is left for something else: a paused draft, or nothing."""
        return None

    def holds(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Whether the flow waits while ``said`` tells of danger; if not, it takes the message itself."""
        return True

    def held(self, said: FlowMessage, draft: FlowDraft) -> tuple[FlowDraft, tuple[Block, ...]]:
        """The draft as it waits after ``said`` told of danger, and what is offered beside the help."""
        return draft, ()

    @abstractmethod
    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """The first turn; ``kept`` is the draft that an earlier begin left behind."""

    @abstractmethod
    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """The next turn."""

    def again(self, said: FlowMessage, draft: FlowDraft, *before: Block) -> FlowTurn:
        """Say ``before`` and ask once more what the draft waits for."""
        return FlowTurn(before, draft)
