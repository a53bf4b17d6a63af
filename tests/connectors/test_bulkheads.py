"""A platform that hangs, or a burst of questions, costs as few people as little as can be."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import func, select, update

from connectors import repository
from connectors.delayed_replies import RESULT
from connectors.lane_workers import LEASE
from connectors.line.connector import LineConnector
from connectors.models import DeliveryState, EventState, InboxRow, LaneRow
from core.clock import utc_now
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms import FacebookPlatform, LinePlatform, Platform, TelegramPlatform
from tests.platforms.base import Fault

WORKERS = 4
QUESTION = "資遣費怎麼計算？"


async def _answered(platform: Platform, user: str, count: int = 1) -> float:
    begun = monotonic()
    async with asyncio.timeout(30):
        while len(platform.texts_to(user)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return monotonic() - begun


async def test_a_platform_that_hangs_costs_only_its_own_citizens(
    make_desk: MakeDesk, line: LinePlatform, telegram: TelegramPlatform
) -> None:
    secrets = {name.lower(): value for name, value in line.settings.items()}
    desk = make_desk(telegram, line_api_base=line.address, line_data_api_base=line.address, **secrets)
    users = map(str, itertools.count(9100))

    async def seconds() -> float:
        user = next(users)
        await desk.post(telegram.text_event(user, "你好"))
        return await _answered(telegram, user)

    idle = [await seconds() for _ in range(3)]
    line.slow_seconds = 8.0
    line.faults.extend([Fault.SLOW] * 12)
    body, headers = line.webhook(*(line.text_event(f"U{number}", "你好") for number in range(12)))
    assert (await desk.http.post("/webhooks/line", content=body, headers=headers)).status_code == 200
    async with asyncio.timeout(30):
        while len(line.sent) < WORKERS:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    hanging = [await seconds() for _ in range(3)]
    assert len(line.sent) < 12, "LINE answered all of its citizens meanwhile: nothing was shown"
    assert min(hanging) <= 1.3 * max(idle) + 0.1
    line.wake_up()


async def _waiting(desk: Desk, channel: str) -> int:
    """How many events of a channel are still to be handled."""
    async with desk.database.transaction() as session:
        rows = select(func.count()).where(InboxRow.channel == channel, InboxRow.state == EventState.PENDING)
        return int(await session.scalar(rows) or 0)


async def test_a_webhook_of_a_thousand_is_stored_and_answered_first_and_costs_other_channels_little(
    make_desk: MakeDesk, facebook: FacebookPlatform, telegram: TelegramPlatform
) -> None:
    secrets = {name.lower(): value for name, value in facebook.settings.items()}
    desk = make_desk(telegram, facebook_api_base=facebook.address, **secrets)
    body, headers = facebook.webhook(*(facebook.text_event(str(7000 + n), "你好") for n in range(1000)))
    response = await desk.http.post("/webhooks/facebook", content=body, headers=headers)
    assert response.status_code == 200 and len(await desk.inbox()) == 1000
    assert await _waiting(desk, "facebook") > 900, "the platform waited for the answers"
    await desk.post(telegram.text_event("9100", "你好"))
    await _answered(telegram, "9100")
    assert await _waiting(desk, "facebook") > 500, "the batch was done: nothing was shown"


async def test_those_who_write_very_much_do_not_keep_all_workers(
    make_desk: MakeDesk, telegram: TelegramPlatform
) -> None:
    desk = make_desk(telegram)
    users = [str(7000 + number) for number in range(WORKERS)]
    for _ in range(40):
        await desk.post(*(telegram.text_event(user, "你好") for user in users))
    await desk.post(telegram.text_event("9100", "你好"))
    at_first = await _waiting(desk, "telegram")
    await _answered(telegram, "9100")
    assert await _waiting(desk, "telegram") > at_first / 3, "who came later waited for nearly all of it"


async def test_those_whose_free_reply_is_still_possible_come_before_those_whose_is_lost(
    make_desk: MakeDesk, line: LinePlatform
) -> None:
    desk, now = make_desk(line), utc_now()
    desk.lanes.stop()
    async with desk.database.transaction() as session:
        for user, seconds in (("lost", 70), ("old", 40), ("young", 5)):
            await repository.lane_of(session, "line", user, now - timedelta(seconds=seconds))
    lives = {"line": LineConnector.free_reply.life} if LineConnector.free_reply else {}
    order = []
    for worker in "abc":
        async with desk.database.transaction() as session:
            lane = await repository.claim(session, worker, now, LEASE, lives)
            order.append(lane.user_id if lane else None)
    assert order == ["old", "young", "lost"]


@pytest.fixture
async def late(make_desk: MakeDesk, line: LinePlatform, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, str]:
    """A citizen whose question waits behind others until the reply token is nearly spent."""
    assert LineConnector.free_reply is not None
    short = replace(LineConnector.free_reply, life=timedelta(seconds=5.0))
    monkeypatch.setattr(LineConnector, "free_reply", short)
    desk = make_desk(line)
    line.slow_seconds = 8.0
    line.faults.extend([Fault.SLOW] * WORKERS)
    await desk.post(*(line.text_event(f"U{number}", "你好") for number in range(WORKERS)))
    async with asyncio.timeout(30):
        while len(line.sent) < WORKERS:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await desk.post(line.text_event("late", QUESTION))
    await _answered(line, "late")
    line.wake_up()
    return desk, "late"


async def test_who_waits_too_long_is_told_with_the_token_and_gets_the_answer_with_the_next(
    late: tuple[Desk, str], line: LinePlatform
) -> None:
    desk, user = late
    (told,) = line.texts_to(user)
    assert "看結果" in told and [said for said, _ in line.press_events(user)] == [RESULT]
    press = line.press_events(user)[0][1]
    await desk.settle(30)
    assert line.texts_to(user) == [told]
    assert [row.state for row in await desk.outbox()][-1] == DeliveryState.HELD
    await desk.post(press)
    await desk.settle()
    assert QUESTION in "\n".join(line.texts_to(user)[1:])
    assert line.used == 0 and line.violations == []


async def test_what_was_held_comes_before_the_answer_to_a_new_question(
    late: tuple[Desk, str], line: LinePlatform
) -> None:
    desk, user = late
    await desk.settle(30)
    await desk.post(line.text_event(user, "謝謝"))
    await desk.settle()
    _, first, *_, last = line.texts_to(user)
    assert QUESTION in first and "不客氣" in last
    assert line.used == 0 and DeliveryState.HELD not in {row.state for row in await desk.outbox()}


async def test_help_for_who_may_be_in_danger_is_pushed_and_does_not_wait(
    late: tuple[Desk, str], line: LinePlatform
) -> None:
    desk, user = late
    await desk.settle(30)
    await desk.post(line.text_event(user, "我不想活了"))
    async with desk.database.transaction() as session:
        lane = select(LaneRow.id).where(LaneRow.user_id == user).scalar_subquery()
        pending = (InboxRow.lane_id == lane, InboxRow.state == "pending")
        await session.execute(update(InboxRow).where(*pending).values(told_to_wait=True))
    await desk.settle()
    assert any("1925" in text for text in line.texts_to(user)) and line.used > 0


async def test_who_asks_for_a_result_that_nobody_holds_is_told_so(
    make_desk: MakeDesk, line: LinePlatform
) -> None:
    desk = make_desk(line)
    await desk.post(line.text_event("U1", RESULT))
    await desk.settle()
    assert "沒有等著" in line.texts_to("U1")[0]
