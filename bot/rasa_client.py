"""The only place that calls Rasa over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

from bot.actions import STATE_BLOCK
from bot.state import DialogueState
from bot.turn import Unanswered


class RasaUnavailable(Exception):
    """Rasa did not answer in time, or not as agreed; the app answers itself."""


@dataclass(frozen=True, slots=True)
class RasaReply:
    """Blocks as JSON, the state afterwards, the intent that was understood, what was not answered."""

    messages: list[dict[str, Any]]
    state: DialogueState
    intent: str
    unanswered: Unanswered | None = None


class RasaClient:
    """Sends messages to Rasa's REST channel and keeps its tracker short.

    ``timeout`` is what one whole turn may take, in seconds.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self.timeout = timeout
        self._http = httpx.AsyncClient(base_url=url, timeout=timeout)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def is_ready(self) -> bool:
        """Whether Rasa has a model loaded."""
        try:
            return (await self._http.get("/status")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def send(self, sender: str, text: str) -> RasaReply:
        """One turn.

        Raises:
            RasaUnavailable: no whole answer in time.
        """
        body = {"sender": sender, "message": text}
        parts = await self._post("/webhooks/rest/webhook", body)
        blocks = [part["custom"] for part in parts if "custom" in part]
        states = [block for block in blocks if block["type"] == STATE_BLOCK]
        if not states:
            raise RasaUnavailable("the reply holds no state")
        unanswered = states[-1].get("unanswered")
        return RasaReply(
            [block for block in blocks if block["type"] != STATE_BLOCK],
            DialogueState.from_slots(states[-1]["slots"]),
            states[-1]["intent"],
            Unanswered.from_json(unanswered) if unanswered else None,
        )

    async def begin_session(self, sender: str, state: DialogueState) -> None:
        """Start a new Rasa session that remembers ``state``.

        Rasa reads all events since the last session start at every turn; a fresh start keeps a
        long conversation as fast as a short one, and brings Rasa up to date after an outage.

        Raises:
            RasaUnavailable: Rasa did not take it.
        """
        slots = state.as_slots().items()
        events: list[dict[str, Any]] = [{"event": "session_started"}]
        events += [{"event": "slot", "name": name, "value": value} for name, value in slots]
        events.append({"event": "action", "name": "action_listen"})
        await self._post(f"/conversations/{sender}/tracker/events", events)

    async def _post(self, path: str, body: Any) -> Any:
        try:
            reply = await self._http.post(path, json=body)
            reply.raise_for_status()
            return reply.json()
        except (httpx.HTTPError, ValueError) as error:
            # The message is not part of the reason: logs hold no citizens' words.
            raise RasaUnavailable(type(error).__name__) from None
