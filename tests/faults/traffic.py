"""Citizens who ask, and platforms that deliver: late, twice, out of order, until they get a 2xx."""

import asyncio
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
import httpx

from connectors.payloads import text_at
from connectors.telegram.reading import raw_event
from tests.platforms import Platform

TWICE_SHARE = 0.1
SWAPPED_SHARE = 0.15
LATEST_REPEAT = 3.0
SWAP_SECONDS = 0.06
REQUEST_SECONDS = 10.0
# Who was refused waits twice as long each time, as the platforms do; else they are all that an app has to do.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
_PLATFORM_ID = {"line": ("webhookEventId",), "facebook": ("message", "mid")}


@dataclass(frozen=True, slots=True)
class Question:
    """A question that has one right answer."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One event: the ``number``-th question of a user."""

    channel: str
    user: str
    number: int
    entry: str
    platform_id: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request of a platform, due ``at`` seconds after the start."""

    at: float
    channel: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Traffic:
    """What is to be delivered, and what became of it."""

    asked: list[Asked] = field(default_factory=list)
    webhooks: list[Webhook] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    refused: int = 0

    def add(self, at: float, platform: Platform, *events: dict[str, Any]) -> None:
        """One webhook with ``events``, and sometimes the same once more."""
        hook = Webhook(at, platform.name, *platform.webhook(*events))
        self.webhooks.append(hook)
        if random.random() < TWICE_SHARE:
            later = at + random.uniform(0.0, LATEST_REPEAT)
            self.webhooks.append(Webhook(later, hook.channel, hook.body, hook.headers))


def _user(platform: Platform, number: int) -> str:
    return f"U{number:032x}" if platform.name == "line" else str(700_000 + number)


def plan(
    platforms: Iterable[Platform], questions: Sequence[Question], users: int, each: int, per_second: float
) -> Traffic:
    """``each`` questions of ``users`` citizens a platform, ``per_second`` in all."""
    traffic, places = Traffic(), list(platforms)
    spacing = 1.0 / per_second
    round_seconds = users * len(places) * spacing
    for at, platform, user in (
        (number * spacing, platform, _user(platform, number // len(places)))
        for number, platform in enumerate(places * users)
    ):
        order = random.sample(list(questions), each)
        number = 0
        while number < each:
            when = at + number * round_seconds
            swapped = number + 1 < each and random.random() < SWAPPED_SHARE
            events: list[dict[str, Any]] = []
            for question in order[number : number + 1 + swapped]:
                event = platform.text_event(user, question.text)
                path = _PLATFORM_ID.get(platform.name)
                found = text_at(event, *path) if path else raw_event(event).event_id
                traffic.asked.append(Asked(platform.name, user, number, question.entry, found))
                events.insert(0, event)
                number += 1
            if platform.name == "telegram":  # one update a request
                for later, event in enumerate(events):
                    traffic.add(when + later * SWAP_SECONDS, platform, event)
            else:
                traffic.add(when, platform, *events)
    traffic.webhooks.sort(key=lambda hook: hook.at)
    return traffic


def _pause(tries: int) -> float:
    """Seconds before somebody sends again who was refused so often before."""
    return random.uniform(0.5, 1.0) * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(tries, 10))


async def deliver(traffic: Traffic, addresses: Sequence[str]) -> None:
    """Send every webhook at its time, again and again until an app says 2xx."""
    start = time.monotonic()
    timeout = aiohttp.ClientTimeout(REQUEST_SECONDS)
    # The platforms have a connection for each: none waits, within its ten seconds, for one of another.
    connections = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(timeout=timeout, connector=connections) as http,
        asyncio.TaskGroup() as tasks,
    ):
        for hook in traffic.webhooks:
            await asyncio.sleep(max(0.0, start + hook.at - time.monotonic()))
            tasks.create_task(_deliver(traffic, hook, http, addresses))


async def _deliver(
    traffic: Traffic, hook: Webhook, http: aiohttp.ClientSession, addresses: Sequence[str]
) -> None:
    for tries in count():
        began = time.perf_counter()
        try:
            url = f"{random.choice(addresses)}/webhooks/{hook.channel}"
            async with http.post(url, data=hook.body, headers=hook.headers) as response:
                await response.read()
            if response.ok:
                traffic.acknowledged.append(time.perf_counter() - began)
                return
        except (aiohttp.ClientError, TimeoutError):
            pass
        traffic.refused += 1
        await asyncio.sleep(_pause(tries))


@dataclass
class WebCitizen:
    """One person in the web chat, who asks again until there is an answer."""

    name: str
    questions: Sequence[Question]
    answers: list[str | None] = field(default_factory=list)

    async def talk(self, http: httpx.AsyncClient, addresses: Sequence[str], pause: float) -> None:
        """Ask everything, ``pause`` seconds between two questions."""
        session: str | None = None
        await asyncio.sleep(random.uniform(0.0, pause))
        for number, question in enumerate(self.questions):
            due = time.monotonic() + pause
            body = {"text": question.text, "id": f"{self.name}-{number}"}
            reply = await self._ask(http, addresses, body | ({"session": session} if session else {}))
            session = reply["session"]
            self.answers.append(reply["state"]["faq_id"])
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _ask(self, http: httpx.AsyncClient, addresses: Sequence[str], body: dict[str, Any]) -> Any:
        for tries in count():
            try:
                response = await http.post(f"{random.choice(addresses)}/api/v1/chat", json=body)
                if response.is_success:
                    return response.json()
            except httpx.HTTPError:
                pass
            await asyncio.sleep(_pause(tries))
