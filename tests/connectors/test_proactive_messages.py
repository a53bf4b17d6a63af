"""Writing to people unasked: what each channel allows now, and why not."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.blocks import Text
from cases.messaging import Fate, Purpose, Words
from connectors import repository
from connectors.models import LaneRow
from core.clock import utc_now
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms import PLATFORMS, Platform
from tests.platforms.facebook import FacebookPlatform
from tests.platforms.line import LinePlatform
from tests.platforms.telegram import TelegramPlatform

USER = "1001"
HELLO = [Text("您的案件已經受理")]
WITHOUT_FACEBOOK = [kind for kind in PLATFORMS if kind is not FacebookPlatform]


def _named(desk: Desk) -> str:
    return f"{desk.platform.name}:{USER}"


async def _heard(desk: Desk) -> None:
    """The citizen has written once, and got an answer."""
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    desk.platform.sent.clear()


async def _hear_again_at(desk: Desk, age: timedelta) -> None:
    async with desk.database.transaction() as session:
        await session.execute(update(LaneRow).values(heard_at=utc_now() - age))


async def _send(desk: Desk, purpose: Purpose = Purpose.CASE) -> tuple[int, ...]:
    async with desk.database.transaction() as session:
        ids = await desk.sender.send(session, _named(desk), HELLO, utc_now(), purpose)
    desk.lanes.wake()
    await desk.settle()
    return ids


async def _reason(desk: Desk, purpose: Purpose = Purpose.CASE) -> str | None:
    """Why the citizen cannot be reached; None when that is possible."""
    async with desk.database.transaction() as session:
        reach = await desk.sender.reach(session, _named(desk), utc_now(), purpose)
    assert reach.reason
    return None if reach.ok else reach.reason


async def test_somebody_who_just_wrote_is_written_to(desk: Desk) -> None:
    await _heard(desk)
    await _hear_again_at(desk, timedelta(minutes=1))
    ids = await _send(desk)
    assert desk.platform.texts_to(USER) == ["您的案件已經受理"]
    async with desk.database.transaction() as session:
        assert await desk.sender.fates(session, ids) == dict.fromkeys(ids, Fate.ARRIVED)
    assert desk.platform.violations == []


async def test_somebody_who_never_wrote_cannot_be_reached(desk: Desk) -> None:
    assert "沒有" in str(await _reason(desk))
    assert await _send(desk) == ()
    assert desk.platform.sent == []


async def test_buttons_of_a_message_can_be_pressed(desk: Desk) -> None:
    await _heard(desk)
    await _hear_again_at(desk, timedelta(minutes=1))
    words = Words("還需要幫忙嗎？", (("需要", "需要"), ("不用了", "不用了")))
    async with desk.database.transaction() as session:
        await desk.sender.tell(session, _named(desk), words, utc_now(), Purpose.CASE)
    desk.lanes.wake()
    await desk.settle()
    assert [said for said, _ in desk.platform.press_events(USER)] == ["需要", "不用了"]


async def test_a_message_is_queued_with_the_callers_transaction_or_not_at_all(desk: Desk) -> None:
    await _heard(desk)
    await _hear_again_at(desk, timedelta(minutes=1))
    before = len(await desk.outbox())
    with pytest.raises(RuntimeError):
        async with desk.database.transaction() as session:
            assert await desk.sender.send(session, _named(desk), HELLO, utc_now(), Purpose.CASE)
            raise RuntimeError
    await desk.settle()
    assert len(await desk.outbox()) == before
    assert desk.platform.sent == []


def _desk(make_desk: MakeDesk, kind: type[Platform], **settings: object) -> Desk:
    stand_in = kind()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    return make_desk(stand_in, **settings)


async def test_messenger_closes_a_day_after_the_last_message(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, FacebookPlatform)
    await _heard(desk)
    await _hear_again_at(desk, timedelta(hours=23, minutes=50))
    assert await _reason(desk) is None
    await _hear_again_at(desk, timedelta(hours=23, minutes=56))
    assert "24 小時" in str(await _reason(desk))
    assert not desk.sender.lasts(_named(desk))
    desk.platform.stop()


@pytest.mark.parametrize("kind", WITHOUT_FACEBOOK)
async def test_other_channels_stay_open_for_weeks(make_desk: MakeDesk, kind: type[Platform]) -> None:
    desk = _desk(make_desk, kind)
    await _heard(desk)
    await _hear_again_at(desk, timedelta(days=40))
    assert await _reason(desk) is None
    assert desk.sender.lasts(_named(desk))
    desk.platform.stop()


async def test_a_friend_who_left_line_is_not_written_to_until_back(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, LinePlatform)
    assert isinstance(desk.platform, LinePlatform)
    await _heard(desk)
    left = desk.platform.follow_event(USER) | {"type": "unfollow"}
    await desk.post(left)
    await desk.settle()
    assert "封鎖或離開" in str(await _reason(desk))
    assert await _send(desk) == ()
    await desk.post(desk.platform.follow_event(USER))
    await desk.settle()
    assert await _reason(desk) is None
    desk.platform.stop()


async def test_telegram_tells_by_its_answer_that_somebody_blocked_us(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, TelegramPlatform)
    assert isinstance(desk.platform, TelegramPlatform)
    await _heard(desk)
    desk.platform.blocked.add(USER)
    (number,) = await _send(desk)
    async with desk.database.transaction() as session:
        assert await desk.sender.fates(session, [number]) == {number: Fate.FAILED}
    assert "封鎖或離開" in str(await _reason(desk))
    desk.platform.stop()


async def test_pushes_are_kept_for_what_is_urgent(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, LinePlatform, line_case_reserve=0.3, line_reply_reserve=0.2)
    assert isinstance(desk.platform, LinePlatform)
    await _heard(desk)
    desk.platform.limit = 10
    for used, closed in (
        (4, []),
        (5, [Purpose.TOPIC]),
        (7, [Purpose.TOPIC, Purpose.REPLY]),
        (10, [Purpose.TOPIC, Purpose.REPLY, Purpose.CASE]),
    ):
        desk.platform.used = used
        await desk.sender.refresh(utc_now() + timedelta(minutes=11 * used))
        assert [purpose for purpose in reversed(Purpose) if await _reason(desk, purpose)] == closed
    desk.platform.stop()


async def test_pushes_that_are_queued_count_as_used(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, LinePlatform, line_case_reserve=0.0, line_reply_reserve=0.0)
    assert isinstance(desk.platform, LinePlatform)
    await _heard(desk)
    desk.platform.limit = 2
    await desk.sender.refresh(utc_now())
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await session.scalar(select(LaneRow.id)))
        later = utc_now() + timedelta(hours=1)
        repository.enqueue(session, lane, [{"messages": []}] * 2, later)
    assert "額度" in str(await _reason(desk))
    desk.platform.stop()


async def test_a_case_notice_goes_out_on_what_others_may_not_use(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, LinePlatform, line_case_reserve=0.5)
    assert isinstance(desk.platform, LinePlatform)
    await _heard(desk)
    desk.platform.limit, desk.platform.used = 10, 8
    await _send(desk, Purpose.CASE)
    assert [sent.how for sent in desk.platform.sent] == ["push"]
    desk.platform.stop()


@pytest.mark.parametrize("named", ["0123456789abcdef", "sms:0912", "", "line:"])
async def test_what_is_no_open_way_says_so(make_desk: MakeDesk, named: str) -> None:
    desk = _desk(make_desk, TelegramPlatform)
    async with desk.database.transaction() as session:
        reach = await desk.sender.reach(session, named, utc_now())
    assert not reach.ok and reach.reason and not desk.sender.lasts(named)
    desk.platform.stop()


async def test_without_a_mail_server_there_is_no_mail(make_desk: MakeDesk) -> None:
    desk = _desk(make_desk, TelegramPlatform)
    assert not desk.sender.reach_by_mail("a@b.tw").ok
    async with desk.database.transaction() as session:
        assert await desk.sender.mail(session, "a@b.tw", "s", "t", utc_now()) == ()
    desk.platform.stop()
