"""Reminders reach staff by e-mail and as tasks, once each, and end when the case is answered."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from cases.enums import TaskKind, TaskState
from cases.models import CaseRow
from cases.schemas import Action, Filters
from cases.service import CaseService
from cases.staff_reminders.service import PlainDirectory
from core.calendar_service import CalendarService
from core.clock import TAIPEI
from tests.cases.conftest import CHIEF, File
from tests.cases.world import STAFF, World

DUE = date(2020, 12, 16)  # a Wednesday long ago: what is sent leaves at once
PERSON, DEPUTY = "person@labor.example", "deputy@labor.example"


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2020, 12, day, hour, tzinfo=TAIPEI)


@pytest.fixture
async def case_id(world: World, cases: CaseService, file: File) -> str:
    """A case in the hands of a person, due on `DUE`, whose citizen knows."""
    await file(now=_at(1))
    (found,) = await cases.list(Filters())
    await cases.act(found.id, Action.ACCEPT, CHIEF, _at(1))
    await cases.act(found.id, Action.ASSIGN, CHIEF, _at(1), unit="勞動條件科", person=PERSON, deputies=DEPUTY)
    await world.work(_at(1))
    world.smtp.recipients.clear()
    world.smtp.taken.clear()
    async with world.desk.database.transaction() as session:
        await session.execute(update(CaseRow).values(due_on=DUE))
    return found.id


async def _remind(world: World, now: datetime) -> list[str]:
    """Who is reminded at this time."""
    world.smtp.recipients.clear()
    await world.notifications.reminders.remind(now)
    world.desk.lanes.wake()
    await world.desk.settle()
    return sorted(world.smtp.recipients)


async def test_each_stage_tells_more_people_once(world: World, case_id: str) -> None:
    assert await _remind(world, _at(8)) == []
    assert await _remind(world, _at(9)) == [PERSON]
    assert await _remind(world, _at(9, 15)) == []
    assert await _remind(world, _at(11)) == [DEPUTY, PERSON]
    assert await _remind(world, _at(15)) == sorted([DEPUTY, PERSON, STAFF])
    assert await _remind(world, _at(17)) == sorted([DEPUTY, PERSON, STAFF])
    assert await _remind(world, _at(18)) == sorted([DEPUTY, PERSON, STAFF])


async def test_a_task_stands_for_the_newest_reminder_only(world: World, case_id: str) -> None:
    await _remind(world, _at(9))
    await _remind(world, _at(17))
    tasks = await world.tasks()
    assert [task.state for task in tasks] == [TaskState.DONE, TaskState.OPEN]
    assert tasks[1].kind == TaskKind.DUE and tasks[1].case_id == case_id and "逾" in tasks[1].text


async def test_an_answered_case_reminds_nobody_and_its_task_is_done(
    world: World, case_id: str, cases: CaseService
) -> None:
    await _remind(world, _at(9))
    await cases.act(case_id, Action.ANSWER, CHIEF, _at(10), text="已查核")
    assert await _remind(world, _at(17)) == []
    assert {task.state for task in await world.tasks() if task.kind == TaskKind.DUE} == {TaskState.DONE}


async def test_a_case_that_waits_for_the_citizen_reminds_nobody(
    world: World, case_id: str, cases: CaseService
) -> None:
    await cases.act(case_id, Action.ASK_SUPPLEMENT, CHIEF, _at(2), what="薪資單")
    assert await _remind(world, _at(17)) == []


async def test_nobody_is_reminded_before_eight_nor_on_a_day_off(world: World, case_id: str) -> None:
    assert await _remind(world, _at(9, 7)) == []
    assert await _remind(world, _at(12)) == []
    await CalendarService(world.desk.database).close_day(date(2020, 12, 9), "颱風停班", "王", _at(8))
    assert await _remind(world, _at(9)) == []


async def test_workers_at_the_same_time_remind_once(world: World, case_id: str) -> None:
    await asyncio.gather(*(world.notifications.reminders.remind(_at(9)) for _ in range(4)))
    await world.desk.settle()
    assert world.smtp.recipients == [PERSON]


async def test_a_letter_to_staff_tells_nothing_of_the_citizen(world: World, case_id: str) -> None:
    await _remind(world, _at(9))
    (text,) = world.smtp.texts()
    assert not [word for word in ("王小明", "食品行", "0912", "加班費", "example.com") if word in text]


async def test_somebody_without_a_mailbox_is_stood_in_for_by_the_supervisor(
    world: World, case_id: str
) -> None:
    async with world.desk.database.transaction() as session:
        await session.execute(update(CaseRow).values(person="clerk", deputies=[]))
    assert await _remind(world, _at(9)) == [STAFF]


async def test_a_new_due_date_reminds_anew(world: World, case_id: str) -> None:
    await _remind(world, _at(9))
    async with world.desk.database.transaction() as session:
        await session.execute(update(CaseRow).values(due_on=DUE + timedelta(days=7)))
    assert await _remind(world, _at(10)) == []
    assert await _remind(world, _at(16)) == [PERSON]


async def test_people_named_by_their_address_are_reached_there(world: World) -> None:
    async with world.desk.database.transaction() as session:
        found = await PlainDirectory(None).addresses(session, ["a@b.tw", "王小明"])
        assert found == {"a@b.tw": "a@b.tw"}
        assert await PlainDirectory(None).supervisors(session, "科") == []
