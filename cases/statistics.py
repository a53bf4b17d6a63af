"""Figures of the cases for the reports; they name no case and no person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.enums import Action, CaseState, NoticeState, Route, TaskKind, TaskState
from cases.models import CaseRow, EventRow, NoticeRow
from cases.staff_reminders.models import StaffTaskRow
from cases.survey.models import FeedbackRow, SurveyRow
from cases.tags import repository as tagged
from core.clock import local_day
from core.database import UtcDateTime

# What tells the citizen for the first time that somebody has looked at the case.
_RESPONSES = (Action.ASK_SUPPLEMENT, Action.ACCEPT, Action.TRANSFER, Action.REFUSE, Action.ANSWER)
_OPEN = [state.value for state in CaseState if state.is_open]


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """When a case was filed, first responded to, due and settled; None for what has not happened."""

    route: Route
    filed_at: datetime
    due_on: date
    paused: bool
    settled_at: datetime | None
    responded_at: datetime | None

    def response_days(self) -> int | None:
        """Calendar days (Taipei) until the first response, 0 on the same day."""
        if self.responded_at is None:
            return None
        return (local_day(self.responded_at) - local_day(self.filed_at)).days

    def is_late(self, today: date) -> bool:
        """Whether it was settled after its last day, or is open after it."""
        if self.settled_at is None:
            return not self.paused and today > self.due_on
        return local_day(self.settled_at) > self.due_on


async def _times(session: AsyncSession, *where: ColumnElement[bool]) -> Sequence[CaseTimes]:
    # Looked up for each case: grouping all events of all years takes longer than any period.
    responded = (
        select(func.min(EventRow.at, type_=UtcDateTime()))
        .where(EventRow.case_id == CaseRow.id, EventRow.action.in_(_RESPONSES))
        .scalar_subquery()
    )
    query = select(
        CaseRow.route, CaseRow.filed_at, CaseRow.due_on, CaseRow.paused, CaseRow.settled_at, responded
    ).where(*where)
    rows: Sequence[Any] = (await session.execute(query)).all()
    return [CaseTimes(Route(route), *rest) for route, *rest in rows]


async def filed(session: AsyncSession, since: datetime, until: datetime) -> Sequence[CaseTimes]:
    """The cases that were filed from ``since`` until before ``until``."""
    return await _times(session, CaseRow.filed_at >= since, CaseRow.filed_at < until)


async def settled(session: AsyncSession, since: datetime, until: datetime) -> Sequence[CaseTimes]:
    """The cases that came to rest, in whatever way, from ``since`` until before ``until``."""
    return await _times(session, CaseRow.settled_at >= since, CaseRow.settled_at < until)


async def still_open(session: AsyncSession) -> Sequence[CaseTimes]:
    """The cases that are open now."""
    return await _times(session, CaseRow.state.in_(_OPEN))


async def actions(session: AsyncSession, since: datetime, until: datetime) -> Mapping[Action, int]:
    """How often each thing was done to cases from ``since`` until before ``until``."""
    query = select(EventRow.action, func.count()).where(EventRow.at >= since, EventRow.at < until)
    rows = await session.execute(query.group_by(EventRow.action))
    return Counter({Action(action): count for action, count in rows})


async def notices(session: AsyncSession, since: datetime, until: datetime) -> Mapping[NoticeState, int]:
    """Where the notices stand that became due from ``since`` until before ``until``."""
    query = select(NoticeRow.state, func.count()).where(
        NoticeRow.created_at >= since, NoticeRow.created_at < until
    )
    rows = await session.execute(query.group_by(NoticeRow.state))
    return Counter({NoticeState(state): count for state, count in rows})


async def scores(session: AsyncSession, since: datetime, until: datetime) -> Mapping[int, int]:
    """How often each mark from 1 to 5 was given to closed cases from ``since`` until before ``until``."""
    query = select(SurveyRow.score, func.count()).where(
        SurveyRow.answered_at >= since, SurveyRow.answered_at < until
    )
    rows = await session.execute(query.group_by(SurveyRow.score))
    return Counter({int(score): count for score, count in rows if score is not None})


async def opinions(session: AsyncSession, since: datetime, until: datetime) -> Mapping[bool, int]:
    """How often an answer was helpful (True) or not, from ``since`` until before ``until``."""
    query = select(FeedbackRow.helpful, func.count()).where(FeedbackRow.at >= since, FeedbackRow.at < until)
    rows = await session.execute(query.group_by(FeedbackRow.helpful))
    return Counter({bool(helpful): count for helpful, count in rows})


async def tags(session: AsyncSession, since: datetime, until: datetime) -> Sequence[tuple[str, str, int]]:
    """(tag, kind, how many) of what was tagged from ``since`` until before ``until``."""
    return await tagged.counts(session, since, until)


async def opinions_of(session: AsyncSession, entry_id: str, since: datetime) -> Mapping[bool, int]:
    """As `opinions`, of the answers out of one entry since ``since``."""
    query = select(FeedbackRow.helpful, func.count()).where(
        FeedbackRow.faq_id == entry_id, FeedbackRow.at >= since
    )
    rows = await session.execute(query.group_by(FeedbackRow.helpful))
    return Counter({bool(helpful): count for helpful, count in rows})


async def open_tasks(session: AsyncSession) -> Mapping[TaskKind, int]:
    """How many tasks of each kind wait for a person."""
    query = select(StaffTaskRow.kind, func.count()).where(StaffTaskRow.state == TaskState.OPEN)
    rows = await session.execute(query.group_by(StaffTaskRow.kind))
    return Counter({TaskKind(kind): count for kind, count in rows})
