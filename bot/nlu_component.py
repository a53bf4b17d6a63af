"""Rasa's NLU component: asks the app what a message means.

Runs in the rasa process (Python 3.10), so it imports nothing of the app. Address and token come
from the environment that ``labordesk up`` sets: they must not be baked into the trained model.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Text

import requests
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

URL_VARIABLE = "LABORDESK_INTERNAL_URL"
TOKEN_VARIABLE = "LABORDESK_INTERNAL_TOKEN"
TOKEN_HEADER = "X-Labordesk-Token"
TIMEOUT_SECONDS = 1.5


class UnderstandingFailed(Exception):
    """The app did not say what a message means; the app then answers the citizen itself."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RetrievalUnderstanding(GraphComponent):
    """Sets the intent of each message and hands the whole understanding to the actions."""

    def __init__(self) -> None:
        self._session = requests.Session()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RetrievalUnderstanding":
        """See `GraphComponent.create`."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Understand each message that has text.

        Raises:
            UnderstandingFailed: the app cannot be reached or refuses.
        """
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            found = self._understand(text)
            intent = {"name": found["intent"], "confidence": found["confidence"]}
            message.set(INTENT, intent, add_to_output=True)
            message.set("intent_ranking", [intent], add_to_output=True)
            message.set("understanding", found, add_to_output=True)
        return messages

    def _understand(self, text: Text) -> Dict[Text, Any]:
        url = os.environ.get(URL_VARIABLE, "http://127.0.0.1:8000")
        headers = {TOKEN_HEADER: os.environ.get(TOKEN_VARIABLE, "")}
        try:
            reply = self._session.post(
                f"{url}/internal/understand",
                json={"text": text},
                headers=headers,
                timeout=TIMEOUT_SECONDS,
            )
            reply.raise_for_status()
        except requests.RequestException as error:
            # The exception may hold the message; only its kind is told.
            raise UnderstandingFailed(f"{URL_VARIABLE}: {type(error).__name__}") from None
        result: Dict[Text, Any] = reply.json()
        return result
