"""Rasa's only channel: told what a message does and what the situation is, it says what to do next.

Runs in the rasa process (Python 3.10), so it imports nothing of the app. It hears no citizen's words,
runs no action and keeps nothing of a conversation: a tracker is made for one decision and dropped with it,
so any number of rasa processes serve any conversation.
"""

from __future__ import annotations

import hmac
import json
from typing import Any, Awaitable, Callable, Dict, List, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.slots import BooleanSlot, CategoricalSlot, Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

TOKEN_HEADER = "X-Labordesk-Token"
_SENDER = "nobody"
# So many decisions are remembered; there are not many more situations that a conversation comes to.
_MOST = 4096
_INTENT, _CONFIDENCE, _SLOTS = "intent", "confidence", "slots"


class Malformed(ValueError):
    """A request that does not fit the domain of the loaded model; its text is the answer."""


class NextActions(InputChannel):
    """``POST next`` with ``{"intent", "slots", "confidence"?}`` answers ``{"actions": [...]}``."""

    def __init__(self, token: Text) -> None:
        self._token = token.encode()
        self._decided: Dict[Text, List[Text]] = {}
        self._decided_by: MessageProcessor | None = None

    @classmethod
    def name(cls) -> Text:
        """The channel's place below ``/webhooks/``."""
        return "labordesk"

    @classmethod
    def from_credentials(cls, credentials: Dict[Text, Any] | None) -> "NextActions":
        """See `InputChannel.from_credentials`.

        Raises:
            RasaException: there is no token, so anybody could ask.
        """
        token = (credentials or {}).get("token")
        if not token or str(token).startswith("${"):
            raise RasaException("bot/credentials.yml: set LABORDESK_INTERNAL_TOKEN, as `labordesk up` does.")
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; ``on_new_message``, which would run and record a whole turn, is never called."""
        routes = Blueprint("labordesk_next_actions")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            ready = request.app.ctx.agent is not None and request.app.ctx.agent.is_ready()
            return response.json({"ready": ready}, status=200 if ready else 503)

        @routes.route("/next", methods=["POST"])
        async def next_actions_of(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), self._token):
                return _refused(401, f"{TOKEN_HEADER} is missing or wrong.")
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return _refused(503, "No model is loaded: run `labordesk build`.")
            try:
                return response.json({"actions": self._actions(agent.processor, _body(request))})
            except Malformed as malformed:
                return _refused(400, str(malformed))

        return routes

    def _actions(self, processor: MessageProcessor, body: Dict[Text, Any]) -> List[Text]:
        """`next_actions`, worked out once: a loaded model decides the same of the same intent and slots."""
        if processor is not self._decided_by:
            self._decided, self._decided_by = {}, processor
        asked = json.dumps(body, sort_keys=True)
        if asked not in self._decided:
            if len(self._decided) >= _MOST:
                self._decided.clear()
            self._decided[asked] = next_actions(processor, body)
        return self._decided[asked]


def next_actions(processor: MessageProcessor, body: Dict[Text, Any]) -> List[Text]:
    """The names of the actions from the message to the next listening, in their order.

    Raises:
        Malformed: intent or slots do not fit the domain.
    """
    tracker = _tracker(processor.domain, body)
    actions: List[Text] = []
    while True:
        action, prediction = processor.predict_next_with_tracker_if_should(tracker)
        if action.name() == ACTION_LISTEN_NAME:
            return actions
        actions.append(action.name())
        tracker.update(ActionExecuted(action.name(), prediction.policy_name, prediction.max_confidence))


def _refused(status: int, reason: Text) -> HTTPResponse:
    return response.json({"reason": reason}, status=status)


def _body(request: Request) -> Dict[Text, Any]:
    try:
        body = request.json
    except SanicException:
        body = None
    if not isinstance(body, dict):
        raise Malformed('The body must be JSON: {"intent": name, "slots": {name: value}}.')
    return body


def _tracker(domain: Domain, body: Dict[Text, Any]) -> DialogueStateTracker:
    intent, confidence, slots = body.get(_INTENT), body.get(_CONFIDENCE, 1.0), body.get(_SLOTS)
    if set(body) - {_INTENT, _CONFIDENCE, _SLOTS} or not isinstance(slots, dict):
        raise Malformed('Only "intent", "slots" (an object) and "confidence" belong into the body.')
    if not isinstance(intent, str) or intent not in domain.intents:
        raise Malformed("The intent is not in the domain; train the model anew if it is new there.")
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)) or not 0 <= confidence <= 1:
        raise Malformed("The confidence must be a number from 0 to 1.")
    known = {slot.name: slot for slot in domain.slots if slot.influence_conversation}
    if set(slots) != set(known) or not all(_fits(known[name], value) for name, value in slots.items()):
        raise Malformed(f"Exactly these slots must be given, with values of the domain: {sorted(known)}.")
    tracker = DialogueStateTracker(_SENDER, domain.slots)
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    tracker.update(UserUttered(intent={"name": intent, "confidence": float(confidence)}))
    return tracker


def _fits(slot: Slot, value: Any) -> bool:
    if isinstance(slot, BooleanSlot):
        return isinstance(value, bool)
    return isinstance(slot, CategoricalSlot) and isinstance(value, str) and value in slot.values
