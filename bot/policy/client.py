"""The only place that calls Rasa over HTTP: an intent and slots go out, names of actions come back."""

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import count

import aiohttp
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
        self._addresses = tuple(addresses)
        self._timeout = timeout
        self._headers = {TOKEN_HEADER: token}
        self._resting = [0.0] * len(self._addresses)
        self._turn = count()
        self._made: aiohttp.ClientSession | None = None

    @property
    def _http(self) -> aiohttp.ClientSession:
        """The connections; made with the first request, as they belong to the loop that runs then."""
        if self._made is None:
            timeout = aiohttp.ClientTimeout(self._timeout)
            self._made = aiohttp.ClientSession(timeout=timeout, headers=self._headers)
        return self._made

    async def close(self) -> None:
        """Close the connections."""
        if self._made is not None:
            await self._made.close()

    async def is_ready(self) -> bool:
        """Whether any Rasa has a model loaded."""
        found = await asyncio.gather(*map(self._answers, self._addresses))
        return any(found)

    async def next_actions(self, intent: str, slots: Mapping[str, bool | str]) -> tuple[str, ...]:
        """The names of the actions until the bot listens again.

        Raises:
            RasaUnavailable: none of them answered.
        """
        begin = next(self._turn)
        for step in range(len(self._addresses)):
            actions = await self._tried((begin + step) % len(self._addresses), intent, slots)
            if actions is not None:
                return actions
        raise RasaUnavailable("no Rasa answered in time")

    async def _tried(
        self, position: int, intent: str, slots: Mapping[str, bool | str]
    ) -> tuple[str, ...] | None:
        """The answer of one Rasa; None when it rests, or fails and rests from now on."""
        clock, share = asyncio.get_running_loop().time, self._timeout / len(self._addresses)
        if clock() < self._resting[position]:
            return None
        if self._resting[position]:  # it failed last: one message finds out for all whether it is back
            self._resting[position] = clock() + share + _REST_SECONDS
        try:
            async with asyncio.timeout(share):
                actions = await self._ask(self._addresses[position], intent, slots)
        except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
            self._resting[position] = clock() + _REST_SECONDS
            log.warning("rasa_unavailable", address=position, kind=type(error).__name__)
            return None
        self._resting[position] = 0.0
        return actions

    async def _ask(self, address: str, intent: str, slots: Mapping[str, bool | str]) -> tuple[str, ...]:
        body = {"intent": intent, "slots": dict(slots)}
        async with self._http.post(f"{address}{_CHANNEL}/next", json=body) as reply:
            reply.raise_for_status()
            found = await reply.json(content_type=None)
        return tuple(map(str, found["actions"]))

    async def _answers(self, address: str) -> bool:
        try:
            async with self._http.get(f"{address}{_CHANNEL}/") as reply:
                return reply.status == HTTPStatus.OK
        except (aiohttp.ClientError, OSError):
            return False
