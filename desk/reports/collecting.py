"""What the rooms know of a period, read in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.handover import statistics as handovers
from bot.handover.statistics import HandoverTimes
from bot.usage import statistics as usage
from bot.usage.statistics import Usage
from cases import statistics as cases
from cases.enums import Action, NoticeState
from cases.statistics import CaseTimes
from connectors import statistics as connectors
from core.database import Database
from desk.counter import repository as counter
from desk.reports.periods import ReportPeriod
from publication import statistics as knowledge

# As many as the learning queue lists: each text is encoded once, which takes about 15 ms.
MOST_UNANSWERED = 1000
# Answers of the page have no webhook and no delivery to tell their time.
WEB = "webchat"


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a report tells of one period; ``counter`` is (topic, kind, count).

    ``unanswered`` are the different texts in order of arrival with how often each came,
    ``responses`` the seconds until an answer by channel, ``tags`` (tag, kind of what carries it, count).
    """

    usage: Usage
    counter: Sequence[tuple[str, str, int]]
    unanswered: Sequence[tuple[str, int]]
    responses: Mapping[str, Sequence[float]]
    handovers: Sequence[HandoverTimes]
    filed: Sequence[CaseTimes]
    settled: Sequence[CaseTimes]
    actions: Mapping[Action, int]
    notices: Mapping[NoticeState, int]
    scores: Mapping[int, int]
    opinions: Mapping[bool, int]
    tags: Sequence[tuple[str, str, int]]


async def material(database: Database, period: ReportPeriod) -> Material:
    """Read a period."""
    days = (period.first, period.last)
    moments = (period.since, period.until)
    async with database.transaction() as session:
        return Material(
            await usage.used(session, *days),
            await counter.totals_between(session, *days),
            await knowledge.unanswered(session, *moments, MOST_UNANSWERED),
            {
                **await connectors.response_seconds(session, *moments),
                WEB: await usage.answer_seconds(session, WEB, *days),
            },
            await handovers.requested(session, *moments),
            await cases.filed(session, *moments),
            await cases.settled(session, *moments),
            await cases.actions(session, *moments),
            await cases.notices(session, *moments),
            await cases.scores(session, *moments),
            await cases.opinions(session, *moments),
            await cases.tags(session, *moments),
        )


async def open_cases(database: Database) -> Sequence[CaseTimes]:
    """The cases that are open now, whatever period is looked at."""
    async with database.transaction() as session:
        return await cases.still_open(session)
