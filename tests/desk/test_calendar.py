"""The calendar: a change is shown with the due dates it moves, confirmed, recorded."""

from cases.schemas import Filters
from desk.auth.permissions import Role
from tests.cases.conftest import STATEMENT
from tests.desk.world import World

TYPHOON = {"change": "close", "reason": "凱米颱風停班"}


async def test_a_closure_shows_which_due_dates_move_before_anything_changes(world: World) -> None:
    await world.case(STATEMENT)
    (case,) = await world.cases.list(Filters())
    chief = await world.person(Role.SUPERVISOR)
    page = (await chief.send("/desk/calendar/preview", day=case.due.isoformat(), **TYPHOON)).text
    assert "1 件案件的期限會變" in page and case.number in page and str(case.due) in page
    assert (await world.cases.list(Filters()))[0].due == case.due


async def test_a_confirmed_closure_moves_the_due_dates_and_is_recorded(world: World) -> None:
    await world.case(STATEMENT)
    (case,) = await world.cases.list(Filters())
    chief = await world.person(Role.SUPERVISOR)
    assert "凱米颱風停班" in (await chief.send("/desk/calendar", day=case.due.isoformat(), **TYPHOON)).text
    moved = (await world.cases.list(Filters()))[0].due
    assert moved > case.due
    assert "停班 凱米颱風停班" in await chief.page("/desk/audit")
    await chief.send("/desk/calendar", day=case.due.isoformat(), change="forget")
    assert (await world.cases.list(Filters()))[0].due == case.due


async def test_a_day_that_cannot_be_is_told_and_what_was_typed_stays(world: World) -> None:
    chief = await world.person(Role.SUPERVISOR)
    answer = await chief.send("/desk/calendar/preview", day="2026-02-30", **TYPHOON)
    assert answer.status_code == 400 and "請選一個日期" in answer.text and "凱米颱風停班" in answer.text


async def test_a_day_without_a_reason_is_not_entered(world: World) -> None:
    chief = await world.person(Role.SUPERVISOR)
    answer = await chief.send("/desk/calendar", day="2026-12-01", change="close", reason=" ")
    assert answer.status_code == 400
    assert (await world.services.calendar.calendar()).closures == {}
