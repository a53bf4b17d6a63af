"""Reads the signs from every room, and keeps the metrics of what is wrong."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prometheus_client import Gauge

from bot.policy import RasaClient
from cases import statistics as cases
from cases.enums import TaskKind
from connectors import statistics
from connectors.contract import chats_of
from connectors.registry import Connectors, push_budget_used
from core.calendar_service import read_calendar
from core.clock import TAIPEI, local_day
from core.database import Database
from core.opening_hours import OpeningHours
from core.settings import Settings
from core.tasks import Tasks
from desk.digest.service import Digests
from desk.watch.checks import KINDS, Level, Signs, Trouble, troubles
from desk.watch.links import LinkState, newest
from publication import statistics as knowledge
from publication import withdrawal_records

_LOOK_BACK = timedelta(days=7)
_TROUBLE = Gauge("labordesk_trouble", "What is wrong now, how much of it; 0 = all is well", ["kind"])


@dataclass(frozen=True, slots=True)
class Standing:
    """Something wrong, as this process has seen it ``since`` then (UTC)."""

    trouble: Trouble
    since: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks at the parts of the running app; ``standing`` is what was wrong at the last look, by kind."""

    settings: Settings
    database: Database
    digests: Digests
    rasa: RasaClient
    connectors: Connectors
    tasks: Tasks
    standing: dict[str, Standing] = field(default_factory=dict)

    async def look(self, now: datetime) -> list[Trouble]:
        """What is wrong now, measured too: a page and the monitoring never disagree."""
        async with self.database.transaction() as session:
            traffic = await statistics.traffic(session, now - _LOOK_BACK, now)
            still_open = await cases.still_open(session)
            tasks = await cases.open_tasks(session)
            questions = await knowledge.waiting(session)
            published_at, changed_at = await knowledge.ages(session)
            calendar = await read_calendar(session)
            unconfirmed = await withdrawal_records.overdue(session, now)
            stopped = await statistics.stopped_webhooks(session)
        local = now.astimezone(TAIPEI)
        hours = OpeningHours.parse(self.settings.desk_hours)
        signs = Signs(
            traffic,
            sum(times.is_late(local_day(now)) for times in still_open),
            tasks.get(TaskKind.CONTACT, 0),
            questions,
            len(await self.digests.waiting(now)),
            await self.rasa.is_ready(),
            push_budget_used(self.connectors),
            published_at,
            changed_at,
            hours.is_open(local, calendar.is_closed),
            frozenset(chats_of(self.connectors)),
            *_links(self.settings),
            self.tasks.late(now),
            unconfirmed,
            stopped,
        )
        found = troubles(signs, now)
        measure(found)
        self.keep(found, now)
        return found

    def keep(self, found: list[Trouble], now: datetime) -> None:
        """Remember what was ``found`` at ``now``, in its order; what was there before keeps its moment."""
        since = {kind: known.since for kind, known in self.standing.items()}
        self.standing.clear()
        self.standing.update({one.kind: Standing(one, since.get(one.kind, now)) for one in found})

    def urgent(self) -> list[Standing]:
        """What has to be done at once, as of the last look."""
        return [known for known in self.standing.values() if known.trouble.level is Level.URGENT]


def _links(settings: Settings) -> tuple[int, int]:
    """How many addresses of the knowledge base are dead and moved, as of the newest look."""
    report = newest(settings)
    return (report.count(LinkState.DEAD), report.count(LinkState.MOVED)) if report else (0, 0)


def measure(found: list[Trouble]) -> None:
    """Set the metrics; what is no longer wrong goes back to zero."""
    counts = {trouble.kind: trouble.count for trouble in found}
    for kind in KINDS:
        _TROUBLE.labels(kind).set(counts.get(kind, 0))
