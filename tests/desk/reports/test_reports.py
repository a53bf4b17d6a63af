"""From what happened in the rooms to the tables of a report and its files, on both databases."""

import csv
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from bot import repository as conversations
from bot.handover.models import HandoverRow
from bot.handover.schemas import HandoverState
from bot.usage import repository as usage
from bot.usage.results import TurnResult
from cases.survey.models import FeedbackRow
from connectors import repository as lanes
from connectors.models import DeliveryState, InboxRow, LaneRow, OutboxRow
from core.clock import TAIPEI
from core.database import Database
from core.spreadsheet import SheetFormat
from desk.counter.models import VisitRow
from desk.reports import export, periods, service
from desk.reports.figures import NO_DATA, NOTHING, Table
from desk.reports.service import Report
from desk.reports.suppression import Hidden
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from publication import question_service
from publication.schemas import QuestionSource
from retrieval.encoder import Encoder
from retrieval.encoder.caching import CachingEncoder

TODAY = date(2026, 11, 26)
NOVEMBER = periods.month(2026, 11)
DAY, BEFORE = date(2026, 11, 10), date(2026, 10, 31)
NOON = datetime(2026, 11, 10, 12, tzinfo=TAIPEI)
ENTRY = "overtime-pay"
Make = Callable[..., Awaitable[Report]]


@pytest.fixture
def catalogue(base: KnowledgeBase) -> Catalogue:
    return Catalogue(base, 1)


async def _turns(
    database: Database, times: int, day: date = DAY, channel: str = "line", **changes: str
) -> None:
    result = TurnResult(changes.get("result", "answered"))
    async with database.transaction() as session:
        for number in range(times):
            usage.note(session, day, channel, result, changes.get("faq_id", ENTRY), begins=number == 0)


@pytest.fixture(scope="module")
def remembering(encoder: Encoder) -> CachingEncoder:
    """The encoder as the app has it."""
    return CachingEncoder(encoder)


@pytest.fixture
def make(database: Database, catalogue: Catalogue, remembering: CachingEncoder) -> Make:
    """Makes the report of a period."""
    return lambda period=NOVEMBER: service.report(database, catalogue, remembering, period, TODAY)


def _table(report: Report, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


def _cells(table: Table) -> dict[str, tuple[object, object]]:
    return {row.label: (row.now, row.before) for row in table.rows}


async def test_messages_are_counted_by_channel_beside_the_period_before(
    database: Database, make: Make
) -> None:
    await _turns(database, 12)
    await _turns(database, 8, channel="webchat")
    await _turns(database, 6, day=BEFORE)
    table = _table(await make(), "channels")
    assert _cells(table) == {"LINE": (12, 6), "網頁對話": (8, 0)}
    assert table.total is not None and table.total.now == 20
    assert table.rows[0].change == "+100%"


async def test_small_numbers_are_not_shown_on_the_page_or_in_the_files(
    database: Database, make: Make
) -> None:
    await _turns(database, 3)
    await _turns(database, 9, channel="webchat")
    await _turns(database, 90, channel="telegram")
    report = await make()
    shown = _cells(_table(report, "channels"))
    assert shown == {"Telegram": (90, 0), "網頁對話": (Hidden.WITHHELD, 0), "LINE": (Hidden.FEW, 0)}
    rows = list(csv.reader(StringIO(export.write(report, SheetFormat.CSV).decode("utf-8-sig"))))
    line = next(row for row in rows if row[:2] == ["各管道的訊息", "LINE"])
    assert line[2] == "少於 5"


async def test_supervisors_read_the_small_numbers_inside_the_house(
    database: Database, catalogue: Catalogue, remembering: CachingEncoder
) -> None:
    await _turns(database, 3)
    await _turns(database, 9, channel="webchat")
    report = await service.report(database, catalogue, remembering, NOVEMBER, TODAY, inside=True)
    assert _cells(_table(report, "channels")) == {"LINE": (3, 0), "網頁對話": (9, 0)}


async def test_results_and_topics_of_the_chat(database: Database, catalogue: Catalogue, make: Make) -> None:
    await _turns(database, 20)
    await _turns(database, 10, result="clarified", faq_id="")
    await _turns(database, 5, result="refused", faq_id="")
    await _turns(database, 6, faq_id="gone-entry")
    report = await make()
    results = _cells(_table(report, "results"))
    assert (results["有答案"][0], results["反問民眾"][0], results["答不出來"][0]) == (26, 10, 5)
    entry = catalogue.get(ENTRY)
    assert entry is not None
    assert _cells(_table(report, "topics")) == {entry.category: (20, 0), "已下架的題目": (6, 0)}


async def test_the_counter_stands_beside_the_chat(database: Database, make: Make) -> None:
    await _turns(database, 11)
    async with database.transaction() as session:
        session.add(
            VisitRow(
                day=DAY,
                server="staff-1",
                topic="工資",
                kind="phone",
                people=7,
                by_hand=True,
                began_at=NOON,
                last_at=NOON,
            )
        )
    report = await make()
    assert _cells(_table(report, "counter")) == {"線上的訊息": (11, 0), "服務台的人數": (7, 0)}
    assert _cells(_table(report, "counter-topics")) == {"工資": (7, 0)}
    assert _cells(_table(report, "kinds"))["電話"] == (7, 0)


async def test_the_helpful_rate_hides_itself_where_it_would_tell_a_small_number(
    database: Database, make: Make
) -> None:
    async def opinions(good: int, bad: int, at: datetime) -> None:
        async with database.transaction() as session:
            for number in range(good + bad):
                key = f"{at:%m}-{number}"
                session.add(
                    FeedbackRow(
                        conversation_id=key,
                        answer_key=key,
                        faq_id=ENTRY,
                        helpful=number < good,
                        reason="",
                        at=at,
                    )
                )

    await opinions(15, 5, NOON)
    await opinions(19, 1, NOON - timedelta(days=30))
    table = _table(await make(), "helpful-rate")
    assert _cells(table) == {"有幫助": ("75%", NOTHING)}


async def test_unanswered_questions_are_ranked_and_masked(database: Database, make: Make) -> None:
    async with database.transaction() as session:
        for _ in range(6):
            question_service.note(session, "月亮上的工資", QuestionSource.REFUSAL, (), 1, "line", NOON)
        question_service.note(session, "我是 A123456789", QuestionSource.COUNTER, (), 1, "desk", NOON)
        question_service.note(
            session, "十月的問題", QuestionSource.COUNTER, (), 1, "desk", NOON - timedelta(days=30)
        )
    table = _table(await make(), "unanswered")
    assert [(row.label, row.now) for row in table.rows] == [
        ("月亮上的工資", 6),
        ("我是 〔證號〕", Hidden.FEW),
    ]


async def test_other_words_for_the_same_question_are_counted_together(database: Database, make: Make) -> None:
    asked = {
        "育嬰留停可以請多久": 3,
        "育嬰留停能請多久呢": 1,
        "請問育嬰留停可以請多久？": 2,
        "宿舍漏水可以找誰修": 5,
    }
    async with database.transaction() as session:
        for text, times in asked.items():
            for _ in range(times):
                question_service.note(session, text, QuestionSource.REFUSAL, (), 1, "line", NOON)
    table = _table(await make(), "unanswered")
    assert [(row.label, row.now) for row in table.rows] == [
        ("育嬰留停可以請多久", 6),
        ("宿舍漏水可以找誰修", 5),
    ]


async def _answered(database: Database, seconds: Sequence[float], channel: str, at: datetime) -> None:
    """Messages of one citizen, each with a reply and, later, with another."""
    async with database.transaction() as session:
        lane = await session.get_one(LaneRow, await lanes.lane_of(session, channel, "U1", at))
        for number, waited in enumerate(seconds):
            event = InboxRow(
                channel=channel,
                event_id=f"{at:%m}-{number}",
                lane_id=lane.id,
                payload={},
                occurred_at=at,
                received_at=at,
                next_at=at,
            )
            session.add(event)
            await session.flush()
            for later in (0, 60):
                session.add(
                    OutboxRow(
                        channel=channel,
                        lane_id=lane.id,
                        event_id=event.id,
                        payload={},
                        key=f"{channel}{at:%m}{number}-{later}",
                        state=DeliveryState.CONFIRMED,
                        next_at=at,
                        created_at=at,
                        settled_at=at + timedelta(seconds=waited + later),
                    )
                )


async def test_how_fast_each_channel_answers_and_where_nothing_was_measured(
    database: Database, make: Make
) -> None:
    await _answered(database, [number / 10 for number in range(100)], "line", NOON)
    await _answered(database, [2.0] * 6, "telegram", NOON)
    await _answered(database, [1.0] * 4, "facebook", NOON)
    async with database.transaction() as session:
        for result in (TurnResult.ANSWERED, TurnResult.PERSON):  # who waits for a person got no answer yet
            for tenths in range(5):
                usage.note(
                    session,
                    DAY,
                    "webchat",
                    result,
                    None,
                    False,
                    tenths / 10 + 60 * (result == TurnResult.PERSON),
                )
    cells = _cells(_table(await make(), "latency"))
    assert cells["LINE：一半在這以內"] == ("5.0 秒", NO_DATA)
    assert cells["LINE：95% 在這以內"] == ("9.4 秒", NO_DATA)
    assert cells["Telegram：一半在這以內"] == ("2.0 秒", NO_DATA)
    assert cells["Telegram：95% 在這以內"] == (NOTHING, NO_DATA)
    assert cells["Messenger：一半在這以內"] == (NOTHING, NO_DATA)
    assert cells["網頁對話：一半在這以內"] == ("0.2 秒", NO_DATA)


async def test_a_reply_that_did_not_arrive_is_no_answer(database: Database, make: Make) -> None:
    await _answered(database, [1.0] * 30, "line", NOON)
    async with database.transaction() as session:
        await session.execute(update(OutboxRow).values(state=DeliveryState.FAILED))
    assert _cells(_table(await make(), "latency"))["LINE：一半在這以內"] == (NO_DATA, NO_DATA)


async def test_how_long_people_waited_for_a_person(database: Database, make: Make) -> None:
    async with database.transaction() as session:
        for number in range(5):
            await conversations.conversation(session, f"c{number}", "line", NOON)
            came = NOON + timedelta(minutes=number)
            session.add(
                HandoverRow(
                    conversation_id=f"c{number}",
                    state=HandoverState.ENDED,
                    requested_at=NOON,
                    taken_at=came,
                    ended_at=came + timedelta(minutes=10),
                )
            )
    report = await make()
    assert _cells(_table(report, "waiting")) == {
        "等候（中位數）": ("2.0 分鐘", NOTHING),
        "等候（95% 在這以內）": (NOTHING, NOTHING),
        "談話（中位數）": ("10.0 分鐘", NOTHING),
    }
    assert _cells(_table(report, "handovers"))["有同仁接"] == (5, 0)


async def test_the_line_of_days_is_told_by_months_for_a_long_period(database: Database, make: Make) -> None:
    await _turns(database, 9)
    days = _table(await make(), "days")
    assert len(days.rows) == 30 and {row.label: row.now for row in days.rows}["11-10"] == 9
    quarter = _table(await make(periods.quarter(2026, 4)), "days")
    assert [(row.label, row.now) for row in quarter.rows] == [("2026-10", 0), ("2026-11", 9), ("2026-12", 0)]


async def test_a_report_of_nothing_is_a_report(database: Database, make: Make) -> None:
    report = await make()
    filled = [table for table in report.tables if not table.is_empty and table.key != "unanswered"]
    assert [table.key for table in filled] == ["latency"]
    assert {row.now for row in filled[0].rows} == {NO_DATA}


async def test_the_workbook_has_a_sheet_for_each_table_and_runs_no_formula(
    database: Database, make: Make
) -> None:
    async with database.transaction() as session:
        question_service.note(session, "=HYPERLINK(1)", QuestionSource.REFUSAL, (), 1, "line", NOON)
    report = await make()
    book = load_workbook(BytesIO(export.write(report, SheetFormat.XLSX)))
    assert len(book.sheetnames) == len(report.tables) == len(set(book.sheetnames))
    cell = book["最常問而沒有答到的問題"]["A3"]
    assert (cell.data_type, cell.value) == ("s", "'=HYPERLINK(1)")
