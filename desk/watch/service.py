"""Reads the signs from every room, and keeps the metrics of what is wrong."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import Gauge

from cases import statistics as cases
from cases.clock import local_day
from cases.reminders.models import TaskKind
from connectors import statistics as connectors
from connectors.line.connector import LineConnector
from core.clock import TAIPEI, utc_now
from core.hours import OpeningHours
from core.service import read_calendar
from desk.watch.checks import KINDS, Signs, Trouble, troubles
from knowledge import statistics as knowledge

_LOOK_BACK = timedelta(days=7)
_SECONDS = 60.0
_TROUBLE = Gauge("labordesk_trouble", "What is wrong now, how much of it; 0 = all is well", ["kind"])
log = structlog.get_logger()


async def look(state: Any, now: datetime) -> list[Trouble]:
    """What is wrong now; ``state`` is the app's, with all its parts."""
    async with state.database.transaction() as db:
        traffic = await connectors.traffic(db, now - _LOOK_BACK, now)
        still_open = await cases.still_open(db)
        tasks = await cases.open_tasks(db)
        questions = await knowledge.waiting(db)
        published_at, changed_at = await knowledge.ages(db)
        calendar = await read_calendar(db)
    local = now.astimezone(TAIPEI)
    hours = OpeningHours.parse(state.settings.desk_hours)
    signs = Signs(
        traffic,
        sum(times.is_late(local_day(now)) for times in still_open),
        tasks.get(TaskKind.CONTACT, 0),
        questions,
        len(await state.digests.waiting(now)),
        await state.rasa.is_ready(),
        _quota(state.connectors),
        published_at,
        changed_at,
        hours.is_open(local, calendar.is_closed),
        any(name != "email" for name in state.connectors),
    )
    return troubles(signs, now)


def _quota(by_name: dict[str, Any]) -> float | None:
    line = by_name.get("line")
    return line.quota.used_ratio if isinstance(line, LineConnector) else None


def measure(found: list[Trouble]) -> None:
    """Set the metrics; what is no longer wrong goes back to zero."""
    counts = {trouble.kind: trouble.count for trouble in found}
    for kind in KINDS:
        _TROUBLE.labels(kind).set(counts.get(kind, 0))


async def watch(state: Any) -> None:
    """Keep the metrics fresh until cancelled."""
    while True:
        try:
            measure(await look(state, utc_now()))
        except Exception as error:  # the next round tries again
            log.error("watch_failed", kind=type(error).__name__)
        await asyncio.sleep(_SECONDS)
