"""The judge of the fault run sees what it is there to see."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from connectors.contract import RawEvent
from connectors.models import DeliveryState, InboxRow, LaneRow, OutboxRow
from connectors.repository import enqueue, lane_of, store_events
from core.database import Database
from tests.faults.traffic import Asked, Question, plan
from tests.faults.verdict import Verdict, of_platforms
from tests.platforms import TelegramPlatform
from tests.platforms.base import Sent

USER = "700001"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
ASKED = [Asked("telegram", USER, n, f"entry-{n}", str(n)) for n in range(3)]


async def _judge(database: Database, answered: list[int], gaps: tuple[float, ...] = (0, 0, 0)) -> Verdict:
    platform = TelegramPlatform()
    for number in answered:
        body = {"text": f"答案\n編號 entry-{number}・版次 1"}
        platform.sent.append(Sent(USER, (body["text"],), "message", body))
    async with database.transaction() as session:
        for event, gap in zip(ASKED, gaps, strict=True):
            raw = RawEvent(event.platform_id, USER, NOON, {})
            await store_events(session, [("telegram", raw)], NOON + timedelta(seconds=gap), timedelta())
    return await of_platforms([platform], ASKED, database)


async def test_everything_once_and_in_order_is_clean(database: Database) -> None:
    assert (await _judge(database, [0, 1, 2])).is_clean


async def test_a_missing_answer_is_lost(database: Database) -> None:
    verdict = await _judge(database, [0, 2])
    assert (verdict.lost, verdict.is_clean) == (1, False)


async def test_a_second_answer_is_counted(database: Database) -> None:
    verdict = await _judge(database, [0, 1, 1, 2])
    assert (verdict.twice, verdict.is_clean) == (1, False)


async def test_the_wrong_way_round_is_our_fault_when_both_were_there(database: Database) -> None:
    verdict = await _judge(database, [1, 0, 2])
    assert (verdict.misordered, verdict.late) == (1, 0)


async def test_the_wrong_way_round_is_not_our_fault_when_the_first_came_late(database: Database) -> None:
    verdict = await _judge(database, [1, 0, 2], gaps=(5, 0, 6))
    assert (verdict.misordered, verdict.late) == (0, 1)


async def test_a_missing_answer_whose_delivery_is_uncertain_is_told_apart(database: Database) -> None:
    async with database.transaction() as session:
        lane_id = await lane_of(session, "telegram", USER, NOON)
    await _judge(database, [])
    async with database.transaction() as session:
        lane = await session.get_one(LaneRow, lane_id)
        event = await session.scalar(select(InboxRow.id).where(InboxRow.event_id == "1"))
        enqueue(session, lane, [{}], NOON, event_id=event)
        await session.flush()
        row = (await session.scalars(select(OutboxRow))).one()
        row.state = DeliveryState.UNKNOWN
    verdict = await of_platforms([TelegramPlatform()], ASKED, database)
    assert (verdict.uncertain, verdict.uncertain_missing, verdict.lost) == (1, 1, 2)


async def test_an_answer_that_the_citizen_was_asked_to_fetch_is_not_lost(database: Database) -> None:
    async with database.transaction() as session:
        lane_id = await lane_of(session, "telegram", USER, NOON)
    await _judge(database, [])
    async with database.transaction() as session:
        lane = await session.get_one(LaneRow, lane_id)
        event = await session.scalar(select(InboxRow.id).where(InboxRow.event_id == "1"))
        enqueue(session, lane, [{}], NOON, event_id=event, state=DeliveryState.HELD)
    assert (await of_platforms([TelegramPlatform()], ASKED, database)).lost == 2


@given(st.integers(1, 4), st.integers(1, 6))
def test_a_plan_asks_every_user_each_question_once_in_order(users: int, each: int) -> None:
    known = [Question(f"entry-{n}", f"問題 {n}") for n in range(8)]
    planned = plan([TelegramPlatform()], known, users, each, 1000.0)
    assert len(planned.asked) == users * each
    assert len({(event.user, event.entry) for event in planned.asked}) == users * each
    assert [event.number for event in planned.asked] == [n for _ in range(users) for n in range(each)]
