"""What is looked up at the counter is counted: for the duty log, the recent and the hot entries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from core.clock import TAIPEI
from core.database import Database
from core.errors import Problem
from desk.counter import repository
from desk.counter.models import UseRow
from knowledge.catalogue import Catalogue
from knowledge.schemas import Entry

RECENT = 6
HOT = 8
_HOT_DAYS = 30
_SAME_CITIZEN = timedelta(minutes=3)
_TODAY = timedelta(hours=12)
MOST_AT_ONCE = 500


class Kind(StrEnum):
    """How a citizen asked."""

    COUNTER = "counter"
    PHONE = "phone"
    REFERRED = "referred"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as people read it."""
        return {"counter": "現場", "phone": "電話", "referred": "轉介", "other": "其他"}[self]


class BadCount(Problem):
    """A count that cannot be right."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions on a topic, by kind; ``by_hand`` of them were added by staff."""

    topic: str
    kinds: dict[Kind, int]
    by_hand: int

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.kinds.values())


async def count_use(database: Database, shift_id: int | None, entry: Entry, now: datetime) -> None:
    """Count an entry that was opened; opened again within three minutes, it is the same citizen."""
    async with database.transaction() as db:
        if not await repository.was_just_used(db, shift_id, entry.id, now - _SAME_CITIZEN):
            db.add(_use(shift_id, entry.id, entry.category, Kind.COUNTER, 1, False, now))


async def count_by_hand(
    database: Database, shift_id: int | None, topic: str, kind: Kind, count: int, now: datetime
) -> None:
    """Add questions that needed no entry; a negative ``count`` takes a mistake back.

    Raises:
        BadCount: zero, or more than a shift can serve.
    """
    if not 0 < abs(count) <= MOST_AT_ONCE:
        raise BadCount(f"件數請填 1 到 {MOST_AT_ONCE}；更正時可以填負數")
    async with database.transaction() as db:
        db.add(_use(shift_id, "", topic, kind, count, True, now))


def _use(
    shift_id: int | None, entry_id: str, topic: str, kind: Kind, count: int, is_manual: bool, now: datetime
) -> UseRow:
    day = now.astimezone(TAIPEI).date()
    return UseRow(
        shift_id=shift_id,
        day=day,
        entry_id=entry_id,
        topic=topic,
        kind=kind,
        count=count,
        is_manual=is_manual,
        at=now,
    )


async def recent(
    database: Database, catalogue: Catalogue, shift_id: int | None, now: datetime
) -> tuple[Entry, ...]:
    """What this shift looked up last, as far as it is still published."""
    async with database.transaction() as db:
        ids = await repository.latest_entries(db, shift_id, now - _TODAY, RECENT)
    return tuple(filter(None, map(catalogue.get, ids)))


async def hot(database: Database, catalogue: Catalogue, now: datetime) -> tuple[tuple[Entry, int], ...]:
    """What the counter was asked most in the last month, with how often."""
    since = now.astimezone(TAIPEI).date() - timedelta(days=_HOT_DAYS)
    async with database.transaction() as db:
        counted = await repository.most_used(db, since, HOT)
    found = ((catalogue.get(entry_id), times) for entry_id, times in counted)
    return tuple((entry, times) for entry, times in found if entry is not None)


async def tallies(database: Database, shift_id: int) -> list[Tally]:
    """The counts of a shift by topic, the largest first."""
    async with database.transaction() as db:
        rows = await repository.totals(db, shift_id)
    kinds: dict[str, Counter[Kind]] = {}
    by_hand: Counter[str] = Counter()
    for topic, kind, is_manual, count in rows:
        kinds.setdefault(topic, Counter())[Kind(kind)] += count
        by_hand[topic] += count if is_manual else 0
    made = [Tally(topic, dict(counted), by_hand[topic]) for topic, counted in kinds.items()]
    return sorted(made, key=lambda tally: (-tally.total, tally.topic))
