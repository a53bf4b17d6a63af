"""A conversation in this process that knows what was told in it."""

from dataclasses import dataclass, field

import pytest

from bot.facts import NO_FACTS, Facts
from bot.in_process_turn import answer_directly, situation
from bot.state import DialogueState
from bot.turn import Turn
from retrieval.engine import Engine
from tests.bot.conftest import NOW


@dataclass
class Talk:
    """A conversation with its memory and the facts told."""

    engine: Engine
    state: DialogueState = field(default_factory=DialogueState)
    facts: Facts = NO_FACTS

    def say(self, text: str) -> Turn:
        at = situation(self.engine, text, self.state, NOW, self.facts)
        _, turn = answer_directly(self.engine, text, self.state, NOW, self.facts)
        self.state, self.facts = turn.state, at.facts if turn.facts is None else turn.facts
        return turn


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return Talk(engine)
