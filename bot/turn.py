"""One turn: what it depends on, and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.blocks import FEEDBACK, Block, FaqCard, Option
from bot.entry_card import faq_card
from bot.facts import NO_FACTS, FactChanges, Facts
from bot.facts.personalization import about_me, near, papers_role
from bot.responses import Responses, Voice
from bot.state import DialogueState
from bot.translations import key, spoken
from bot.understanding import Understanding
from knowledge.catalogue import Catalogue
from knowledge.presentation import EntryView
from publication.schemas import QuestionSource

_SAID_IN_ANY = frozenset({"affirm", "deny", "cancel"})


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a turn depends on.

    ``facts`` are those of the person's situation, with what the message did to them: ``heard``.
    """

    understanding: Understanding
    state: DialogueState
    catalogue: Catalogue
    responses: Responses
    now: datetime
    facts: Facts = NO_FACTS
    heard: FactChanges = field(default_factory=FactChanges)

    @property
    def language(self) -> str | None:
        """The language to answer in; pressing an offered option, or a cancel or ok, tells none."""
        understood = self.understanding
        offered = {option.value for option in (*self.state.choices, *FEEDBACK)}
        if understood.language is None or understood.text in offered or self.named_option:
            return self.state.language
        is_small = understood.intent in _SAID_IN_ANY and self.state.language
        return self.state.language if is_small else understood.language

    @property
    def named_option(self) -> int | None:
        """The number, from 1, of the offered choice whose label was typed, or that was pressed."""
        typed = key(self.understanding.text)
        labels = enumerate(self.state.choices, start=1)
        found = (n for n, option in labels if typed in map(key, (*spoken(option.label), option.value)))
        return next(found, None)

    def say(self, name: str, turn: int | None = None, /, **values: object) -> str:
        """A fixed sentence in the language of the conversation; see `Responses.pick`.

        Of several wordings two turns running never get the same, unless ``turn`` says which.
        """
        turn = self.state.turns if turn is None else turn
        return self.responses.pick(name, turn, self.language, values)

    def told(self, compose: Callable[[Voice], str]) -> str:
        """Several sentences in the language of the conversation; see `Responses.told`."""
        return self.responses.told(self.language, compose, self.state.turns)

    def label(self, chinese: str) -> str:
        """The label of a choice or link in the language of the conversation, the Chinese with it."""
        return self.responses.label(chinese, chinese, self.language)

    def option(self, value: str, chinese: str | None = None) -> Option:
        """The choice that says ``value``, labelled in the language of the conversation."""
        return Option(self.responses.label(value, chinese or value, self.language), value)

    def speaking(self, language: str | None) -> "Situation":
        """The same in ``language``, whatever the message is written in."""
        understood = replace(self.understanding, language=None)
        return replace(self, understanding=understood, state=replace(self.state, language=language))

    def card(self, view: EntryView) -> FaqCard:
        """An entry with what may be asked next, in the conversation's language, as it fits the person."""
        feedback = tuple(self.option(option.value) for option in FEEDBACK)
        role, mine = papers_role(view, self.facts), about_me(view, self.facts)
        return faq_card(view, self.language, feedback, role, mine=mine)

    def view(self, entry_id: str) -> EntryView | None:
        """An entry as shown in this conversation, None when it is withdrawn."""
        view = self.catalogue.view(entry_id, self.now, self.language)
        return near(view, self.facts) if view else None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that did not get its answer in this turn: how that is known, and what was shown instead.

    ``candidates`` are entry ids, ``generation`` is that of the index.
    """

    source: QuestionSource
    candidates: tuple[str, ...]
    generation: int


@dataclass(frozen=True, slots=True)
class Turn:
    """The blocks to send and the state afterwards; ``unanswered`` goes to the learning queue.

    ``facts`` are those known afterwards, None where the turn itself changes none.
    """

    blocks: tuple[Block, ...]
    state: DialogueState
    unanswered: Unanswered | None = None
    facts: Facts | None = None


Move = Callable[[Situation], Turn]
