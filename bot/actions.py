"""Rasa's custom actions, served by the app: each runs one move of the dialogue."""

from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.blocks import as_json
from bot.dialogue import MOVES, take_turn
from bot.responses import load_responses
from bot.state import DialogueState
from bot.turn import Situation
from bot.understanding import MISS, Understanding
from core.clock import local_now
from retrieval.engine import Engine

STATE_BLOCK = "state"


class MoveAction(Action):  # type: ignore[misc]
    """Runs a move on Rasa's slots and utters its blocks, then the state as a last block."""

    def __init__(self, name: str, engine: Engine) -> None:
        self._name = name
        self._engine = engine

    def name(self) -> str:
        """Name of the action in the domain."""
        return self._name

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """See `rasa_sdk.Action.run`."""
        found = tracker.latest_message.get("understanding")
        understanding = Understanding.from_json(found) if found else Understanding("", MISS, confidence=0.0)
        turn = take_turn(
            self._name,
            Situation(
                understanding,
                DialogueState.from_slots(tracker.slots),
                self._engine.catalogue,
                load_responses(),
                local_now(),
            ),
        )
        for block in as_json(turn.blocks):
            dispatcher.utter_message(json_message=block)
        slots = turn.state.as_slots()
        dispatcher.utter_message(
            json_message={
                "type": STATE_BLOCK,
                "slots": slots,
                "intent": understanding.intent,
                "unanswered": asdict(turn.unanswered) if turn.unanswered else None,
            }
        )
        return [SlotSet(key, value) for key, value in slots.items()]


def make_executor(engine: Engine) -> ActionExecutor:
    """An executor that knows every move."""
    executor = ActionExecutor()
    for name in MOVES:
        executor.register_action(MoveAction(name, engine))
    return executor
