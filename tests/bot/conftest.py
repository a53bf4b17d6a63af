"""A conversation in this process, by the rules that Rasa runs."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.blocks import Choices, Text
from bot.in_process_turn import answer_directly
from bot.state import DialogueState
from bot.turn import Turn
from core.clock import TAIPEI
from retrieval.engine import Engine

NOW = datetime(2026, 11, 23, 21, 0, tzinfo=TAIPEI)


@dataclass
class Chat:
    """A conversation in this process."""

    engine: Engine
    state: DialogueState = field(default_factory=DialogueState)

    def say(self, text: str) -> Turn:
        _, turn = answer_directly(self.engine, text, self.state, NOW)
        self.state = turn.state
        return turn


@pytest.fixture
def chat(engine: Engine) -> Chat:
    return Chat(engine)


def texts_of(turn: Turn) -> str:
    """Everything a turn says in words; cards are left out."""
    return "\n".join(block.text for block in turn.blocks if isinstance(block, Text | Choices))
