"""What was looked up and who was served: the recent and the hot entries, the tallies of a shift."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.clock import TAIPEI
from core.database import Database
from desk.counter import repository
from knowledge.catalogue import Catalogue
from knowledge.schemas import Entry

RECENT = 6
HOT = 8
_HOT_DAYS = 30
_TODAY = timedelta(hours=12)


class ContactKind(StrEnum):
    """How a citizen asked."""

    COUNTER = "counter"
    PHONE = "phone"
    REFERRED = "referred"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as people read it."""
        return {"counter": "現場", "phone": "電話", "referred": "轉介", "other": "其他"}[self]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people on a topic, by kind; ``by_hand`` of them were added by staff."""

    topic: str
    kinds: dict[ContactKind, int]
    by_hand: int

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.kinds.values())


async def recent(
    database: Database, catalogue: Catalogue, shift_id: int | None, now: datetime
) -> tuple[Entry, ...]:
    """What this shift looked up last, as far as it is still published."""
    async with database.transaction() as session:
        ids = await repository.latest_entries(session, shift_id, now - _TODAY, RECENT)
    return tuple(filter(None, map(catalogue.get, ids)))


async def hot(database: Database, catalogue: Catalogue, now: datetime) -> tuple[tuple[Entry, int], ...]:
    """What the counter was asked most in the last month, with how often."""
    since = now.astimezone(TAIPEI).date() - timedelta(days=_HOT_DAYS)
    async with database.transaction() as session:
        counted = await repository.most_used(session, since, HOT)
    found = ((catalogue.get(entry_id), times) for entry_id, times in counted)
    return tuple((entry, times) for entry, times in found if entry is not None)


async def tallies(database: Database, shift_id: int) -> list[Tally]:
    """The counts of a shift by topic, the largest first."""
    async with database.transaction() as session:
        rows = await repository.totals(session, shift_id)
    kinds: dict[str, Counter[ContactKind]] = {}
    by_hand: Counter[str] = Counter()
    for topic, kind, is_manual, count in rows:
        name = topic or repository.OTHER_TOPIC
        kinds.setdefault(name, Counter())[ContactKind(kind)] += count
        by_hand[name] += count if is_manual else 0
    made = [Tally(topic, dict(counted), by_hand[topic]) for topic, counted in kinds.items()]
    return sorted(made, key=lambda tally: (-tally.total, tally.topic))
