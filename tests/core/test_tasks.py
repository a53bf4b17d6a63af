"""A closure reaches a running process, also after the database was away for a moment."""

import asyncio
from datetime import date, datetime

import pytest

from core.calendar import Calendar
from core.clock import TAIPEI
from core.database import Database
from core.service import CalendarService
from core.tasks import follow_calendar

NOW = datetime(2026, 7, 10, 10, 0, tzinfo=TAIPEI)


async def test_a_closure_is_followed_and_an_outage_survived(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, seen = CalendarService(database), asyncio.Queue[Calendar]()
    failures = iter([OSError()])
    real = database.transaction

    def sometimes() -> object:
        if error := next(failures, None):
            raise error
        return real()

    monkeypatch.setattr(database, "transaction", sometimes)
    task = asyncio.create_task(follow_calendar(service, seen.put_nowait, 0.01))
    assert not (await asyncio.wait_for(seen.get(), 5)).closures
    await service.close_day(date(2026, 7, 10), "颱風停班", "chief", NOW)
    while not (calendar := await asyncio.wait_for(seen.get(), 5)).closures:
        pass
    assert calendar.closed_because(date(2026, 7, 10)) == "颱風停班"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
