"""Answering without Rasa: the same rules and moves, read from Rasa's own rule file."""

from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from bot.dialogue import take_turn
from bot.responses import load_responses
from bot.state import DialogueState
from bot.turn import Situation, Turn
from bot.understanding import Understanding, understand
from retrieval.engine import Engine

RULES = Path(__file__).parent / "data" / "rules.yml"
FALLBACK = "action_miss"


@cache
def action_by_intent() -> dict[str, str]:
    """The action that Rasa's rules run for each intent."""
    rules = yaml.safe_load(RULES.read_text("utf-8"))["rules"]
    pairs = ({k: v for step in rule["steps"] for k, v in step.items()} for rule in rules)
    return {pair["intent"]: pair["action"] for pair in pairs if {"intent", "action"} <= pair.keys()}


def situation(engine: Engine, text: str, state: DialogueState, now: datetime) -> Situation:
    """What a message means, and everything else that a move depends on."""
    return Situation(understand(engine, text), state, engine.catalogue, load_responses(), now)


def usual_turn(at: Situation) -> Turn:
    """The move that Rasa's rules run in this situation."""
    return take_turn(action_by_intent().get(at.understanding.intent, FALLBACK), at)


def answer_directly(
    engine: Engine, text: str, state: DialogueState, now: datetime
) -> tuple[Understanding, Turn]:
    """One turn of the dialogue in this process."""
    at = situation(engine, text, state, now)
    return at.understanding, usual_turn(at)
