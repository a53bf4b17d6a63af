"""How much an entry is used, whether it helps, and how often it was missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.usage import statistics as chat
from bot.usage.results import TurnResult
from cases import statistics as cases
from core.clock import TAIPEI
from core.database import Database
from desk.counter import repository as counter
from publication import statistics as knowledge

DAYS = 90


@dataclass(frozen=True, slots=True)
class Use:
    """The counts of one entry over the last ``days`` days."""

    days: int
    answered: int
    opened: int
    helpful: int
    unhelpful: int
    missed: int


async def use_of(database: Database, entry_id: str, now: datetime) -> Use:
    """The counts of ``entry_id`` until ``now`` (UTC)."""
    since = now - timedelta(days=DAYS)
    first = since.astimezone(TAIPEI).date()
    async with database.transaction() as session:
        told = await chat.told(session, entry_id, first)
        opinions = await cases.opinions_of(session, entry_id, since)
        opened = await counter.opened_since(session, entry_id, first)
        missed = await knowledge.misses(session, entry_id, since)
    answered = told.get(TurnResult.ANSWERED, 0)
    return Use(DAYS, answered, opened, opinions.get(True, 0), opinions.get(False, 0), missed)
