"""LINE alone: reply tokens, push budget, retry keys, events that only LINE has, the rich menu."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.models import TurnRow
from connectors import repository
from connectors.contract import EventKind
from connectors.line import setup
from connectors.line.connector import LineConnector
from connectors.models import DeliveryState, LaneRow, OutboxRow
from core.clock import utc_now
from tests.connectors.conftest import Desk
from tests.one_database import database  # noqa: F401
from tests.platforms.base import Answer, Fault
from tests.platforms.line import SECRET, TOKEN, LinePlatform

USER = "U1001"
HELLO = {"messages": [{"type": "text", "text": "您好"}]}


@pytest.fixture
def platform() -> Iterator[LinePlatform]:
    """A running LINE."""
    stand_in = LinePlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield stand_in
    stand_in.stop()


@pytest.fixture
def line(platform: LinePlatform) -> LineConnector:
    """A connector without the rest of the app."""
    return LineConnector(SECRET, TOKEN, platform.address, "https://labor.example", None)  # type: ignore[attr-defined]


async def _queue(desk: Desk, count: int = 1, **token: object) -> None:
    """Put messages into the outbox as if they had waited there."""
    now = utc_now()
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await repository.lane_of(session, "line", USER, now))
        for _ in range(count):
            repository.enqueue(session, lane, [HELLO], now, **token)  # type: ignore[arg-type]
    desk.lanes.wake()


async def test_an_answer_uses_the_free_reply(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert [sent.how for sent in desk.platform.sent] == ["reply"]


async def test_an_answer_that_comes_too_late_for_its_token_is_pushed(desk: Desk) -> None:
    await _queue(desk, reply_token="old", token_at=utc_now() - timedelta(minutes=2))
    await desk.settle()
    assert [sent.how for sent in desk.platform.sent] == ["push"]


async def test_a_token_that_line_calls_invalid_is_replaced_by_a_push(desk: Desk) -> None:
    await _queue(desk, reply_token="never-issued", token_at=utc_now())
    await desk.settle()
    assert [sent.how for sent in desk.platform.sent] == ["push"]


async def test_a_push_without_an_answer_is_repeated_with_its_key_and_taken_once(desk: Desk) -> None:
    desk.platform.faults.append(Fault.DROP_AFTER_ACCEPTING)
    await _queue(desk)
    await desk.settle()
    (row,) = await desk.outbox()
    assert (row.state, row.attempts) == (DeliveryState.ACCEPTED, 2)
    assert len(desk.platform.sent) == 1


async def test_an_interrupted_push_goes_on_with_the_stored_key(desk: Desk) -> None:
    await _queue(desk)
    await desk.settle()
    (first,) = await desk.outbox()
    async with desk.database.transaction() as session:  # as a process leaves it that is killed while sending
        await session.execute(update(OutboxRow).values(state=DeliveryState.SENDING, payload=HELLO))
        await repository.lane_of(session, "line", USER, utc_now())
    desk.lanes.wake()
    await desk.settle()
    (row,) = await desk.outbox()
    assert row.key == first.key and row.state == DeliveryState.ACCEPTED
    assert len(desk.platform.sent) == 1


async def test_pushes_stop_at_the_months_quota(desk: Desk) -> None:
    assert isinstance(desk.platform, LinePlatform)
    desk.platform.limit, desk.platform.used = 200, 200
    await _queue(desk)
    await desk.settle()
    (row,) = await desk.outbox()
    assert row.state == DeliveryState.FAILED and "budget" in row.reason
    assert desk.platform.sent == []


async def test_the_budget_alarms_at_70_and_at_90_percent_once_each(
    platform: LinePlatform, line: LineConnector
) -> None:
    platform.limit, platform.used = 10, 6
    with capture_logs() as logs:
        await line.quota.allows_push(utc_now())
        for _ in range(4):
            line.quota.count_push()
    alarms = [entry["percent"] for entry in logs if entry["event"] == "line_push_budget"]
    assert alarms == [70, 90]
    await line.close()


async def test_our_own_budget_below_the_plan_counts(platform: LinePlatform) -> None:
    platform.limit, platform.used = 200, 5
    line = LineConnector(SECRET, TOKEN, platform.address, "https://labor.example", 5)  # type: ignore[attr-defined]
    assert not await line.quota.allows_push(utc_now())
    await line.close()


async def test_a_channel_in_standby_stays_silent(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "你好") | {"mode": "standby"})
    await desk.settle()
    assert desk.platform.sent == []


async def test_a_new_friend_is_greeted_as_by_an_automatic_service(desk: Desk) -> None:
    assert isinstance(desk.platform, LinePlatform)
    await desk.post(desk.platform.follow_event(USER))
    await desk.settle()
    assert "自動" in "".join(desk.platform.texts_to(USER))


async def test_a_friend_who_leaves_is_not_written_to(desk: Desk) -> None:
    assert isinstance(desk.platform, LinePlatform)
    event = desk.platform.follow_event(USER) | {"type": "unfollow"}
    del event["replyToken"]
    await desk.post(event)
    await desk.settle()
    assert desk.platform.sent == []


@pytest.mark.parametrize("another_app_speaks", [{}, {"mode": "standby"}])
async def test_a_message_taken_back_is_erased_from_the_conversation(
    desk: Desk, another_app_speaks: dict[str, str]
) -> None:
    assert isinstance(desk.platform, LinePlatform)
    event = desk.platform.text_event(USER, "我在好公司上班，老闆欠薪")
    await desk.post(event)
    await desk.settle()
    await desk.post(desk.platform.unsend_event(USER, event["message"]["id"]) | another_app_speaks)
    await desk.settle()
    async with desk.database.transaction() as session:
        assert list(await session.scalars(select(TurnRow.text))) == ["〔已收回〕"]


async def test_a_message_taken_back_before_it_is_handled_is_neither_kept_nor_answered(desk: Desk) -> None:
    assert isinstance(desk.platform, LinePlatform)
    event = desk.platform.text_event(USER, "老闆欠薪")
    await desk.post(desk.platform.unsend_event(USER, event["message"]["id"]))  # out of order
    await desk.post(event)
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    async with desk.database.transaction() as session:
        assert list(await session.scalars(select(TurnRow.text))) == ["你好"]
    assert [row.payload for row in await desk.inbox()] == [{}] * 3
    assert len(desk.platform.sent) == 1


@pytest.mark.parametrize("body", [b"{}", b"", b"<html>", b'{"sentMessages": 7}', b"\xa4\xa4\xa4\xe5"])
async def test_an_answer_that_cannot_be_read_does_not_undo_what_was_taken(desk: Desk, body: bytes) -> None:
    desk.platform.answers.append(Answer(200, body, {"content-type": "application/json"}))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.ACCEPTED, 1)]


async def test_a_gateways_error_page_is_tried_again(desk: Desk) -> None:
    desk.platform.answers.append(Answer(502, "<html>閘道錯誤".encode("big5"), {"content-type": "text/html"}))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.ACCEPTED, 2)]
    assert len(desk.platform.sent) == 1


async def test_a_token_that_is_longer_than_we_keep_is_replaced_by_a_push(desk: Desk) -> None:
    await _queue(desk, reply_token="r" * 201, token_at=utc_now())
    await desk.settle()
    assert [sent.how for sent in desk.platform.sent] == ["push"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500),
        Answer(429, b'{"message": "rate"}'),
        Answer(200, b'{"type": "by the moon"}'),
        Answer(200, b"<html>"),
        Answer(503, b"\xa4\xa4"),
    ],
)
async def test_a_quota_that_cannot_be_read_stops_no_push(
    platform: LinePlatform, line: LineConnector, answer: Answer
) -> None:
    platform.quota_answer = answer
    with capture_logs() as logs:
        assert await line.quota.allows_push(utc_now())
    assert [entry["event"] for entry in logs] == ["line_quota_unreadable"]
    await line.close()


async def test_a_message_of_a_group_is_told_apart_from_that_of_a_citizen(
    line: LineConnector, platform: LinePlatform
) -> None:
    event = platform.text_event(USER, "你好") | {"source": {"type": "group", "groupId": "C1", "userId": USER}}
    assert line.read(event).kind is EventKind.GROUP


async def test_a_foreign_postback_is_ignored_and_ours_says_its_sentence(
    line: LineConnector, platform: LinePlatform
) -> None:
    event = platform.follow_event(USER) | {"type": "postback"}
    assert line.read(event | {"postback": {"data": "action=buy"}}).kind is EventKind.IGNORED
    assert line.read(event | {"postback": {"data": "say:我要陳情"}}).text == "我要陳情"


async def test_setting_up_twice_leaves_one_rich_menu(platform: LinePlatform) -> None:
    address = platform.address  # type: ignore[attr-defined]
    for _ in range(2):
        menu = await setup.install(TOKEN, address, address, "https://labor.example/webhooks/line")
    assert [menu["richMenuId"] for menu in platform.rich_menus] == [menu]
    assert platform.default_menu == menu
    assert platform.violations == []
