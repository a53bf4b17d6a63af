"""Figures of the cases: when they were filed, answered for the first time, settled, and too late."""

from datetime import timedelta

from cases import statistics
from cases.enums import NoticeState
from cases.schemas import Action, Filters, Route
from cases.service import CaseService
from core.clock import TAIPEI
from core.database import Database
from tests.cases.conftest import CHIEF, NOW, File

MONTH = (NOW - timedelta(days=15), NOW + timedelta(days=15))


async def _one(cases: CaseService, file: File) -> str:
    await file()
    (found,) = await cases.list(Filters())
    return found.id


async def test_the_first_response_counts_not_the_last(
    cases: CaseService, file: File, database: Database
) -> None:
    case_id = await _one(cases, file)
    await cases.act(case_id, Action.ACCEPT, CHIEF, NOW + timedelta(days=2))
    await cases.act(case_id, Action.ANSWER, CHIEF, NOW + timedelta(days=9), text="已查處")
    async with database.transaction() as session:
        (times,) = await statistics.filed(session, *MONTH)
    assert (times.route, times.response_days()) == (Route.VIOLATION, 2)
    assert not times.is_late((NOW + timedelta(days=90)).date())


async def test_a_case_without_response_is_late_after_its_last_day(
    cases: CaseService, file: File, database: Database
) -> None:
    await _one(cases, file)
    async with database.transaction() as session:
        (times,) = await statistics.still_open(session)
    assert times.response_days() is None
    assert not times.is_late(times.due_on)
    assert times.is_late(times.due_on + timedelta(days=1))


async def test_a_case_settled_after_its_last_day_is_late_for_ever(
    cases: CaseService, file: File, database: Database
) -> None:
    case_id = await _one(cases, file)
    late = NOW + timedelta(days=90)
    await cases.act(case_id, Action.TRANSFER, CHIEF, late, to="環保局", approver="周主管")
    async with database.transaction() as session:
        (times,) = await statistics.settled(session, late, late + timedelta(days=1))
        assert await statistics.settled(session, *MONTH) == []
    assert times.is_late(late.astimezone(TAIPEI).date())


async def test_what_was_done_and_which_notices_are_under_way(
    cases: CaseService, file: File, database: Database
) -> None:
    case_id = await _one(cases, file)
    await cases.act(case_id, Action.ACCEPT, CHIEF, NOW)
    async with database.transaction() as session:
        assert await statistics.actions(session, *MONTH) == {Action.FILE: 1, Action.ACCEPT: 1}
        assert await statistics.notices(session, *MONTH) == {NoticeState.PENDING: 2}
