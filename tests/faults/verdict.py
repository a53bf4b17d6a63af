"""Who was answered how often and in which order: the platforms' records against what was asked."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import select

from bot.models import TurnRow
from connectors.models import DeliveryState, InboxRow, OutboxRow
from core.database import Database
from tests.faults.traffic import Asked, WebCitizen
from tests.platforms import Platform

# Every card ends with the id of its entry and the generation.
_STAMP = re.compile(r"([a-z0-9-]+)・版次")
# Two events that arrive closer to each other than this are put in their own order.
TOGETHER = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Events by fate. ``uncertain`` ones were tried once on a platform without idempotency and
    must not be repeated: ``uncertain_missing`` of them never arrived."""

    events: int
    lost: int
    twice: int
    misordered: int
    uncertain: int
    uncertain_missing: int
    late: int
    violations: int

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, every user's order kept, every request as specified."""
        return not (self.lost or self.twice or self.misordered or self.violations)

    def __str__(self) -> str:
        return (
            f"遺失 {self.lost}、重複回答 {self.twice}、順序錯 {self.misordered}、不合規格的請求 {self.violations}；前一則晚到 {self.late}、"
            f"不確定而不重送 {self.uncertain}（其中 {self.uncertain_missing} 則其實沒到）"
        )


def _answers(platform: Platform) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for sent in platform.sent:
        text = json.dumps(sent.body, ensure_ascii=False)
        found[sent.user] += dict.fromkeys(_STAMP.findall(text))
    return found


async def _stored(
    database: Database,
) -> tuple[dict[tuple[str, str], datetime], set[tuple[str, str]], set[tuple[str, str]]]:
    """When each event was stored, the events whose delivery is uncertain, and those whose answer is held."""
    async with database.transaction() as session:
        inbox = await session.execute(select(InboxRow.channel, InboxRow.event_id, InboxRow.received_at))
        received = {(channel, event): at for channel, event, at in inbox}
        of_event = select(InboxRow.channel, InboxRow.event_id).join(
            OutboxRow, OutboxRow.event_id == InboxRow.id
        )
        unknown = await session.execute(of_event.where(OutboxRow.state == DeliveryState.UNKNOWN))
        held = await session.execute(of_event.where(OutboxRow.state == DeliveryState.HELD))
        return (
            received,
            {(channel, event) for channel, event in unknown},
            {(channel, event) for channel, event in held},
        )


async def of_platforms(platforms: Iterable[Platform], asked: Sequence[Asked], database: Database) -> Verdict:
    """Judge the channels with webhooks."""
    places = list(platforms)
    answers = {platform.name: _answers(platform) for platform in places}
    received, unknown, held = await _stored(database)
    lost = twice = missing = 0
    for event in asked:
        times = answers[event.channel].get(event.user, []).count(event.entry)
        key = (event.channel, event.platform_id)
        missing += not times and key in unknown
        lost += not times and key not in unknown and key not in held
        twice += times > 1
    misordered, late = _order(asked, answers, received)
    violations = sum(len(platform.violations) for platform in places)
    return Verdict(len(asked), lost, twice, misordered, len(unknown), missing, late, violations)


def _order(
    asked: Sequence[Asked],
    answers: dict[str, dict[str, list[str]]],
    received: dict[tuple[str, str], datetime],
) -> tuple[int, int]:
    """Pairs of one user answered the wrong way round: our fault, or the first came too late."""
    users: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for event in asked:
        users[event.channel, event.user].append(event)
    misordered = late = 0
    for (channel, user), events in users.items():
        got = answers[channel].get(user, [])
        known = [event for event in events if event.entry in got]
        for at, first in enumerate(known):
            for second in known[at + 1 :]:
                if got.index(second.entry) < got.index(first.entry):
                    gap = received[channel, first.platform_id] - received[channel, second.platform_id]
                    late += gap > TOGETHER
                    misordered += gap <= TOGETHER
    return misordered, late


async def of_web_chat(citizens: Sequence[WebCitizen], database: Database) -> Verdict:
    """Judge the web chat by what a citizen's conversation holds when it is opened again."""
    conversations: dict[str, list[str]] = defaultdict(list)
    last: dict[str, str] = {}
    async with database.transaction() as session:
        turns = await session.execute(select(TurnRow.conversation_id, TurnRow.client_id).order_by(TurnRow.id))
        for conversation, client in turns:
            if client is not None:
                conversations[conversation].append(client)
                last[client] = conversation
    lost = twice = misordered = 0
    for citizen in citizens:
        wanted = [f"{citizen.name}-{number}" for number in range(len(citizen.questions))]
        held = conversations[last.get(wanted[-1], "")]
        right = [question.entry for question in citizen.questions]
        lost += sum(client not in held for client in wanted)
        lost += sum(got != entry for got, entry in zip_longest(citizen.answers, right))
        twice += len(held) - len(set(held))
        misordered += held != wanted and sorted(held) == sorted(wanted)
    return Verdict(sum(len(citizen.questions) for citizen in citizens), lost, twice, misordered, 0, 0, 0, 0)
