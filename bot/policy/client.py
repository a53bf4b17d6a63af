"""The only place that calls Rasa over HTTP: an intent and slots go out, names of actions come back."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import count

import httpx
import structlog

TOKEN_HEADER = "X-Labordesk-Token"  # noqa: S105
_CHANNEL = "/webhooks/labordesk"
# So long a Rasa that failed is passed over: an outage costs one timeout, not one for every citizen.
_REST_SECONDS = 2.0
log = structlog.get_logger()


class RasaUnavailable(Exception):
    """No Rasa answered in time and as agreed; the app decides by the same rules itself."""


class RasaClient:
    """Asks one of several Rasa processes after the other; any of them serves any conversation.

    ``addresses`` are base URLs, ``timeout`` is what a decision may take altogether, in seconds.
    """

    def __init__(self, addresses: Sequence[str], token: str, timeout: float) -> None:
        self._timeout = timeout
        self._https = [
            httpx.AsyncClient(base_url=address, timeout=timeout, headers={TOKEN_HEADER: token})
            for address in addresses
        ]
        self._resting = [0.0] * len(self._https)
        self._turn = count()

    async def close(self) -> None:
        """Close the connections."""
        for http in self._https:
            await http.aclose()

    async def is_ready(self) -> bool:
        """Whether any Rasa has a model loaded."""
        found = await asyncio.gather(*map(self._answers, self._https))
        return any(found)

    async def next_actions(self, intent: str, slots: Mapping[str, bool | str]) -> tuple[str, ...]:
        """The names of the actions until the bot listens again.

        Raises:
            RasaUnavailable: none of them answered.
        """
        begin = next(self._turn)
        for step in range(len(self._https)):
            actions = await self._tried((begin + step) % len(self._https), intent, slots)
            if actions is not None:
                return actions
        raise RasaUnavailable("no Rasa answered in time")

    async def _tried(
        self, position: int, intent: str, slots: Mapping[str, bool | str]
    ) -> tuple[str, ...] | None:
        """The answer of one Rasa; None when it rests, or fails and rests from now on."""
        clock, share = asyncio.get_running_loop().time, self._timeout / len(self._https)
        if clock() < self._resting[position]:
            return None
        if self._resting[position]:  # it failed last: one message finds out for all whether it is back
            self._resting[position] = clock() + share + _REST_SECONDS
        try:
            async with asyncio.timeout(share):
                actions = await self._ask(self._https[position], intent, slots)
        except (httpx.HTTPError, TimeoutError, ValueError, KeyError, TypeError) as error:
            self._resting[position] = clock() + _REST_SECONDS
            log.warning("rasa_unavailable", address=position, kind=type(error).__name__)
            return None
        self._resting[position] = 0.0
        return actions

    @staticmethod
    async def _ask(http: httpx.AsyncClient, intent: str, slots: Mapping[str, bool | str]) -> tuple[str, ...]:
        reply = await http.post(f"{_CHANNEL}/next", json={"intent": intent, "slots": dict(slots)})
        reply.raise_for_status()
        return tuple(map(str, reply.json()["actions"]))

    @staticmethod
    async def _answers(http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"{_CHANNEL}/")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False
