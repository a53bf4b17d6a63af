"""One tap, once: opinions on answers and marks for closed cases, low ones as tasks, all counted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cases import statistics
from cases.enums import NoticeState, TaskKind
from cases.schemas import Action, Filters, NoticeKind, Origin
from cases.service import CaseService
from cases.staff_reminders.models import StaffTaskRow
from cases.survey.models import FeedbackRow, SurveyRow
from cases.survey.service import QUESTION, SCORES, Rated, Surveys, question, read_score
from core.clock import utc_now
from core.database import Database
from core.errors import BadLink, Problem
from tests.cases.conftest import CHIEF, File
from tests.cases.world import CHAT, World

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


@pytest.fixture
def surveys(database: Database) -> Surveys:
    """The service on an empty database of each kind."""
    return Surveys(database, "key")


async def _record(database: Database, surveys: Surveys, helpful: bool, key: str = "turn-1") -> bool:
    async with database.transaction() as session:
        return await surveys.record(session, CHAT, key, "wages-001", helpful, NOW)


async def _tasks(database: Database) -> list[StaffTaskRow]:
    async with database.transaction() as session:
        return list(await session.scalars(select(StaffTaskRow)))


async def _opinions(database: Database) -> list[FeedbackRow]:
    async with database.transaction() as session:
        return list(await session.scalars(select(FeedbackRow)))


async def _counted(database: Database) -> Mapping[bool, int]:
    """How many found an answer helpful, and how many did not, as the reports count them."""
    async with database.transaction() as session:
        return await statistics.opinions(session, NOW - timedelta(days=1), NOW + timedelta(days=1))


async def test_an_answer_is_judged_once(database: Database, surveys: Surveys) -> None:
    assert await _record(database, surveys, True)
    assert not await _record(database, surveys, False)
    assert await _record(database, surveys, False, "turn-2")
    (told,) = {row.faq_id for row in await _opinions(database)}
    assert told == "wages-001"
    assert await _counted(database) == {True: 1, False: 1}


async def test_an_answer_that_did_not_help_is_a_task_once_a_month(
    database: Database, surveys: Surveys
) -> None:
    for number in range(3):
        await _record(database, surveys, False, f"turn-{number}")
    await _record(database, surveys, True, "turn-9")
    (task,) = await _tasks(database)
    assert task.kind == TaskKind.FEEDBACK and task.subject == "wages-001"


async def test_the_reason_is_one_of_the_list_and_kept_once(database: Database, surveys: Surveys) -> None:
    await _record(database, surveys, False)
    async with database.transaction() as session:
        with pytest.raises(Problem, match="看不懂"):
            await surveys.add_reason(session, CHAT, "turn-1", "<script>")
        assert await surveys.add_reason(session, CHAT, "turn-1", "內容不夠")
        assert not await surveys.add_reason(session, CHAT, "turn-1", "看不懂")
    assert [row.reason for row in await _opinions(database)] == ["內容不夠"]


async def test_a_reason_belongs_to_an_answer_that_did_not_help(database: Database, surveys: Surveys) -> None:
    await _record(database, surveys, True)
    async with database.transaction() as session:
        assert not await surveys.add_reason(session, CHAT, "turn-1", "看不懂")
        assert not await surveys.add_reason(session, CHAT, "turn-2", "看不懂")


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("滿意度 5", 5),
        ("5", 5),
        ("3分", 3),
        (" 1 ", 1),
        ("滿意度1", 1),
        ("6", None),
        ("0", None),
        ("55", None),
        ("五顆星", None),
        ("", None),
        ("滿意", None),
        ("３ 分", 3),
        ("5分鐘", None),
    ],
)
def test_a_mark_is_read_from_a_button_or_a_digit(text: str, score: int | None) -> None:
    assert read_score(text) == score


def test_the_number_of_each_button_is_its_mark() -> None:
    marks = [read_score(value) for _, value in question("?").options]
    assert marks == [1, 2, 3, 4, 5] == list(SCORES)


async def _closed(world: World, cases: CaseService, file: File, **changes: object) -> str:
    """A case that was filed in the chat, answered and closed; returns its id."""
    await world.citizen_writes()
    await file(origin=Origin("telegram", CHAT), now=utc_now(), **changes)
    (found,) = await cases.list(Filters())
    for action, details in ((Action.ACCEPT, {}), (Action.ANSWER, {"text": "已查核"}), (Action.CLOSE, {})):
        await cases.act(found.id, action, CHIEF, utc_now(), **details)
    await world.work(utc_now())
    return found.id


async def _rate(world: World, score: int, after: timedelta = timedelta()) -> Rated:
    async with world.desk.database.transaction() as session:
        return await world.notifications.surveys.rate(session, CHAT, score, utc_now() + after)


async def test_a_closed_case_asks_in_the_chat_and_takes_one_mark(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _closed(world, cases, file, email="")
    assert "滿意嗎" in world.chats()[-1]
    assert len(world.telegram.press_events("1001")) == 5
    assert await _rate(world, 5) is Rated.THANKS
    assert await _rate(world, 1) is Rated.ALREADY
    async with world.desk.database.transaction() as session:
        (row,) = await session.scalars(select(SurveyRow))
    assert (row.case_id, row.score) == (case_id, 5)
    assert await world.tasks() == []


@pytest.mark.parametrize("score", [1, 2])
async def test_a_low_mark_is_a_task_for_the_supervisor(
    world: World, cases: CaseService, file: File, score: int
) -> None:
    case_id = await _closed(world, cases, file, email="")
    await _rate(world, score)
    (task,) = await world.tasks()
    assert (task.kind, task.case_id) == (TaskKind.SURVEY, case_id)


async def test_a_mark_after_a_week_comes_too_late(world: World, cases: CaseService, file: File) -> None:
    await _closed(world, cases, file, email="")
    assert await _rate(world, 5, timedelta(days=8)) is Rated.CLOSED


async def test_a_number_means_a_mark_only_while_a_survey_waits(
    world: World, cases: CaseService, file: File
) -> None:
    async def waits() -> bool:
        async with world.desk.database.transaction() as session:
            return await world.notifications.surveys.is_open(session, CHAT, utc_now())

    assert not await waits()
    await _closed(world, cases, file, email="")
    assert await waits()
    await _rate(world, 3)
    assert not await waits()


async def test_a_letter_brings_a_link_that_takes_one_mark_and_names_nobody(
    world: World, cases: CaseService, file: File
) -> None:
    world.telegram.blocked.add("1001")
    await _closed(world, cases, file)
    row, _ = await world.notice(NoticeKind.CLOSED)
    assert row.state == NoticeState.TOLD
    token = world.smtp.texts()[-1].split("token=")[1].split()[0]
    surveys = world.notifications.surveys
    assert await surveys.check_link(token, utc_now())
    with pytest.raises(Problem):
        await surveys.rate_by_link(token, 6, utc_now())
    assert await surveys.rate_by_link(token, 4, utc_now()) is Rated.THANKS
    assert await surveys.rate_by_link(token, 1, utc_now()) is Rated.ALREADY
    async with world.desk.database.transaction() as session:
        given = await statistics.scores(session, utc_now() - timedelta(days=1), utc_now() + timedelta(days=1))
    assert given == {4: 1}


@pytest.mark.parametrize("token", ["", "1", "abc.def", "MQ.x"])
async def test_a_link_that_was_not_made_here_is_refused(surveys: Surveys, token: str) -> None:
    with pytest.raises(BadLink):
        await surveys.check_link(token, NOW)
    with pytest.raises(BadLink):
        await surveys.rate_by_link(token, 5, NOW)


async def test_a_link_of_last_season_is_refused(world: World, cases: CaseService, file: File) -> None:
    world.telegram.blocked.add("1001")
    await _closed(world, cases, file)
    token = world.smtp.texts()[-1].split("token=")[1].split()[0]
    with pytest.raises(BadLink, match="過期"):
        await world.notifications.surveys.rate_by_link(token, 5, utc_now() + timedelta(days=31))


async def test_who_is_forgotten_is_still_counted(database: Database, surveys: Surveys) -> None:
    await _record(database, surveys, True)
    await _record(database, surveys, False, "turn-2")
    async with database.transaction() as session:
        await surveys.forget(session, CHAT)
        names = set(await session.scalars(select(FeedbackRow.conversation_id)))
    assert names == {""} and await _counted(database) == {True: 1, False: 1}


def test_the_page_offers_the_marks_of_the_chat() -> None:
    assert QUESTION.values == {str(score) for score in SCORES}
    assert [read_score(label) for _, label in QUESTION.options] == [1, 2, 3, 4, 5]
