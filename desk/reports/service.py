"""A report: what the rooms know of a period and of the one before, as tables."""

import asyncio
from dataclasses import dataclass
from datetime import date

from core.database import Database
from desk.reports import case_tables, chat_tables, collecting, time_tables
from desk.reports.figures import ReportSection, Table
from desk.reports.periods import ReportPeriod
from desk.reports.unanswered import grouped
from knowledge.catalogue import Catalogue
from retrieval.encoder.base import Encoder


@dataclass(frozen=True, slots=True)
class Report:
    """The tables of a period; ``until_today`` says that the period is not over yet."""

    period: ReportPeriod
    parts: tuple[ReportSection, ...]
    until_today: bool

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in order."""
        return tuple(table for part in self.parts for table in part.tables)


async def report(
    database: Database,
    catalogue: Catalogue,
    encoder: Encoder | None,
    period: ReportPeriod,
    today: date,
    inside: bool = False,
) -> Report:
    """The report of ``period``; only ``inside`` the house it shows numbers that point to a person.

    ``encoder`` tells which questions mean the same; one that remembers them is quick the next time. Without
    one the questions that found no answer are left out.
    """
    now = await collecting.material(database, period)
    before = await collecting.material(database, period.before)
    still_open = await collecting.open_cases(database)

    def topic_of(entry_id: str) -> str | None:
        entry = catalogue.get(entry_id)
        return entry.category if entry else None

    unanswered = await asyncio.to_thread(grouped, now.unanswered, encoder) if encoder else []
    chat = chat_tables.parts(period, now, before, unanswered, topic_of)
    cases = case_tables.parts(now, before, still_open, today)
    parts = (*chat, *time_tables.parts(now, before), *cases)
    return Report(period, tuple(part.told(inside) for part in parts), period.last >= today)
