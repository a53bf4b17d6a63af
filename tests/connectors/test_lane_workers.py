"""Lanes: crashes, takeovers, poison and replay, shown with Telegram, which forgives the least."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from socket import socket
from time import monotonic

import pytest
from sqlalchemy import select, update

from bot.models import TurnRow
from connectors import event_handler, intake, lane_workers, outbox, replies, repository
from connectors.event_handler import EventHandler
from connectors.lane_workers import LEASE, Lanes
from connectors.models import DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from connectors.replies import Work
from connectors.repository import dead_letters
from core.clock import utc_now
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms.base import Fault
from tests.platforms.telegram import TelegramPlatform

USER = "4001"
HELLO = {"text": "您好"}
WORKERS = 4


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    """A running Telegram."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield stand_in
    stand_in.stop()


async def _wake(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        await repository.lane_of(session, "telegram", USER, utc_now())
    desk.lanes.wake()


async def test_a_send_that_a_crash_interrupted_is_kept_as_uncertain(desk: Desk) -> None:
    now = utc_now()
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await repository.lane_of(session, "telegram", USER, now))
        for text in ("您好", "第二則"):
            repository.enqueue(session, lane, [{"text": text}], now)
        await session.flush()
        first = select(OutboxRow.id).order_by(OutboxRow.id).limit(1).scalar_subquery()
        await session.execute(
            update(OutboxRow).where(OutboxRow.id == first).values(state=DeliveryState.SENDING, attempts=1)
        )
    desk.lanes.wake()
    await desk.settle()
    assert [row.state for row in await desk.outbox()] == [DeliveryState.UNKNOWN, DeliveryState.ACCEPTED]
    assert desk.platform.texts_to(USER) == ["第二則"]


async def test_a_turn_that_was_stored_before_a_crash_is_sent_not_taken_again(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    async with (
        desk.database.transaction() as session
    ):  # as if the process had ended before the event was done
        await session.execute(update(InboxRow).values(state=EventState.PENDING, attempts=1))
        event = (await session.scalars(select(InboxRow))).one()
        event.payload = desk.platform.text_event(USER, "你好") | {
            "update_id": int(event.event_id.split(":")[0])
        }
    await _wake(desk)
    await desk.settle()
    async with desk.database.transaction() as session:
        assert len(list(await session.scalars(select(TurnRow)))) == 1


async def test_a_lane_whose_worker_vanished_is_taken_over_when_its_lease_ends(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    async with desk.database.transaction() as session:
        await session.execute(
            update(LaneRow).values(leased_by="vanished", leased_until=utc_now() + timedelta(seconds=1))
        )
    await desk.post(desk.platform.text_event(USER, "謝謝"))
    await asyncio.sleep(0.6)
    assert len(desk.platform.texts_to(USER)) == 1
    await desk.settle()
    assert len(desk.platform.texts_to(USER)) == 2


async def test_a_worker_that_lost_its_lease_writes_nothing_more(desk: Desk) -> None:
    now = utc_now()
    async with desk.database.transaction() as session:
        lane_id = await repository.lane_of(session, "telegram", USER, now + timedelta(hours=1))
        await session.execute(update(LaneRow).values(leased_by="new", leased_until=now + LEASE))
    async with desk.database.transaction() as session:
        assert not await repository.renew(session, lane_id, "old", now + LEASE)
        await repository.release(session, lane_id, "old")
        assert (await session.get_one(LaneRow, lane_id)).leased_by == "new"


async def test_several_processes_share_the_lanes_and_keep_each_users_order(
    make_desk: MakeDesk, platform: TelegramPlatform
) -> None:
    desk = make_desk(platform)
    if desk.database.engine.dialect.name != "sqlite":  # SQLite belongs to one process
        for _ in range(2):
            make_desk(platform)
    users = [str(5000 + n) for n in range(12)]
    for words in ("你好", "資遣費怎麼計算？", "謝謝"):
        await desk.post(*(platform.text_event(user, words) for user in users))
    await desk.settle(60)
    for user in users:
        texts = platform.texts_to(user)
        assert texts[0].startswith("您好") and "資遣費怎麼計算？" in texts[1]
        assert len(texts) == len(platform.texts_to(users[0]))
    assert platform.violations == []


async def test_the_first_answer_leaves_before_the_last_question_is_read(
    desk: Desk, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answered = EventHandler.handle, []

    async def handle(self: EventHandler, work: Work) -> None:
        answered.append(len(platform.texts_to(USER)))
        await real(self, work)

    monkeypatch.setattr(EventHandler, "handle", handle)
    words = ("你好", "資遣費怎麼計算？", "謝謝")
    await desk.post(*(platform.text_event(USER, text, number=n) for n, text in enumerate(words, start=1)))
    await desk.settle(30)
    assert answered == sorted(set(answered)) and len(answered) == len(words)


async def test_a_poison_event_is_given_up_honestly_and_its_lane_and_others_go_on(
    desk: Desk, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = EventHandler.handle

    async def handle(self: EventHandler, work: Work) -> None:
        if "毒" in str(work.payload):
            raise RuntimeError("這段文字不可以進記錄")
        await real(self, work)

    monkeypatch.setattr(EventHandler, "handle", handle)
    await desk.post(platform.text_event(USER, "毒", number=1), platform.text_event(USER, "你好", number=2))
    await desk.post(platform.text_event("4002", "你好"))
    await desk.settle(30)
    assert "4002" in {sent.user for sent in platform.sent}
    sorry, hello = platform.texts_to(USER)
    assert "抱歉" in sorry and hello.startswith("您好")
    dead = next(row for row in await desk.inbox() if row.state == EventState.DEAD)
    assert dead.reason == "RuntimeError" and dead.payload
    monkeypatch.undo()
    async with desk.database.transaction() as session:
        await dead_letters.replay(session, await session.get_one(InboxRow, dead.id), utc_now())
    desk.lanes.wake()
    await desk.settle()
    assert {row.state for row in await desk.inbox()} == {EventState.DONE}
    assert len(platform.texts_to(USER)) > 2  # the one that was given up is answered now


async def test_a_request_that_the_connector_stumbles_over_does_not_stop_the_lane(
    desk: Desk, platform: TelegramPlatform
) -> None:
    now = utc_now()
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await repository.lane_of(session, "telegram", USER, now))
        for payload in ({"no": "text"}, HELLO):
            repository.enqueue(session, lane, [payload], now)
    desk.lanes.wake()
    await desk.settle()
    assert next((row.state, row.reason) for row in await desk.outbox()) == (DeliveryState.UNKNOWN, "KeyError")
    assert platform.texts_to(USER) == ["您好"]


async def test_a_dead_letter_is_sent_when_it_is_replayed(desk: Desk, platform: TelegramPlatform) -> None:
    now = utc_now()
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await repository.lane_of(session, "telegram", USER, now))
        repository.enqueue(session, lane, [HELLO], now)
        await session.flush()
        await session.execute(update(OutboxRow).values(state=DeliveryState.FAILED, settled_at=now))
    assert platform.sent == []
    async with desk.database.transaction() as session:
        (row,) = await dead_letters.settled(session, [DeliveryState.FAILED], 10)
        await dead_letters.replay(session, row, utc_now())
    desk.lanes.wake()
    await desk.settle()
    assert platform.texts_to(USER) == ["您好"]


async def test_lanes_survive_a_database_that_is_away_for_a_moment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = repository.claim, iter([OSError()] * 2)

    async def claim(*arguments: object) -> LaneRow | None:
        if (error := next(failures, None)) is not None:
            raise error
        return await real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(repository, "claim", claim)
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert desk.platform.texts_to(USER)


async def test_stopping_the_lanes_leaves_no_task_behind(desk: Desk) -> None:
    others = Lanes(desk.database, None, {}, 2, 0.05)  # type: ignore[arg-type]
    task = asyncio.create_task(others.run())
    await asyncio.sleep(0.1)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    running = [other.get_coro() for other in asyncio.all_tasks() if not other.done()]
    assert not [coroutine for coroutine in running if "._work" in getattr(coroutine, "__qualname__", "")]


async def test_an_event_that_the_database_refuses_is_given_up_and_its_lane_goes_on(
    desk: Desk, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = EventHandler.handle

    async def handle(self: EventHandler, work: Work) -> None:
        if "毒" in str(work.payload):
            async with desk.database.transaction() as session:
                session.add(LaneRow(channel=work.lane.channel, user_id=work.lane.user_id))
        await real(self, work)

    monkeypatch.setattr(EventHandler, "handle", handle)
    await desk.post(platform.text_event(USER, "毒", number=1), platform.text_event(USER, "你好", number=2))
    await desk.settle(30)
    sorry, hello = platform.texts_to(USER)
    assert "抱歉" in sorry and hello.startswith("您好")
    assert {row.reason for row in await desk.inbox()} == {"IntegrityError", ""}


async def test_a_worker_that_is_slower_than_its_lease_does_not_answer_a_second_time(
    desk: Desk, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.post(platform.text_event(USER, "調解"))
    await desk.settle()
    before = len(platform.texts_to(USER))
    monkeypatch.setattr(lane_workers, "LEASE", timedelta(seconds=0.5))
    platform.press_seconds = 2.0  # the press is acknowledged late: another worker takes the lane over
    _, event = platform.press_events(USER)[0]
    await desk.post(event)
    await asyncio.sleep(3.0)
    await desk.settle()
    platform.press_seconds = 0.0
    (answered,) = (row for row in await desk.inbox() if "callback" not in row.payload and row.attempts > 1)
    answers = [row for row in await desk.outbox() if row.event_id == answered.id]
    assert len(platform.texts_to(USER)) == before + len(answers)
    assert len({str(row.created_at) for row in answers}) == 1


async def test_whatever_stops_the_storing_is_told_to_the_platform_and_the_next_event_is_stored(
    desk: Desk, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = repository.store_events, iter([RuntimeError()] * 2)

    async def store(*arguments: object) -> None:
        if (error := next(failures, None)) is not None:
            raise error
        await real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(repository, "store_events", store)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await desk.post(platform.text_event(USER, "你好"))
    assert await desk.post(platform.text_event(USER, "你好")) == 200
    assert len(await desk.inbox()) == 1


async def test_a_lane_is_due_when_its_oldest_request_is_whatever_is_queued_behind(desk: Desk) -> None:
    now, later = utc_now(), utc_now() + timedelta(hours=1)
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await repository.lane_of(session, "telegram", USER, later))
        lane.leased_by, lane.leased_until = "mine", now + LEASE
        (first, _) = repository.enqueue(session, lane, [HELLO, HELLO], now)
        first.next_at = later
        await session.flush()
        await repository.release(session, lane.id, "mine")
    async with desk.database.transaction() as session:
        assert (await session.scalars(select(LaneRow.due_at))).one() == later
        assert await repository.claim(session, "other", now, LEASE, {"telegram": None}) is None


async def test_mail_that_has_to_wait_holds_up_nobody_on_another_channel(
    make_desk: MakeDesk, platform: TelegramPlatform
) -> None:
    with socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
    desk = make_desk(platform, smtp_url=nobody, mail_from="noreply@labor.example", retry_seconds=10.0)
    async with desk.database.transaction() as session:
        for number in range(2 * WORKERS):
            for subject in ("第一封", "第二封"):
                address = f"citizen{number}@example.tw"
                assert await desk.sender.mail(session, address, subject, "內容", utc_now())
    desk.lanes.wake()
    await asyncio.sleep(2.0)
    begun = monotonic()
    await desk.post(platform.text_event(USER, "你好"))
    while not platform.texts_to(USER):
        assert monotonic() - begun < 30.0
        await asyncio.sleep(0.05)
    async with desk.database.transaction() as session:
        mail = list(await session.scalars(select(OutboxRow).where(OutboxRow.channel == "email")))
        due = list(await session.scalars(select(LaneRow.due_at).where(LaneRow.channel == "email")))
    assert {row.state for row in mail} == {DeliveryState.QUEUED} and {row.attempts for row in mail} == {0, 1}
    assert all(at is not None and at > utc_now() for at in due)


async def test_after_a_clock_that_was_an_hour_ahead_is_set_back_nobody_waits_for_that_hour(
    make_desk: MakeDesk, platform: TelegramPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = timedelta(hours=1)
    for module in (intake, lane_workers, outbox, event_handler, replies):
        monkeypatch.setattr(module, "utc_now", lambda: utc_now() + ahead)
    desk = make_desk(platform, retry_seconds=120.0)
    platform.faults.append(Fault.RATE)
    await desk.post(platform.text_event(USER, "你好"))
    begun = monotonic()
    while not any(row.attempts for row in await desk.outbox()):
        assert monotonic() - begun < 30.0
        await asyncio.sleep(0.05)
    assert not platform.texts_to(USER)
    monkeypatch.undo()
    await desk.settle()
    assert platform.texts_to(USER) and {row.state for row in await desk.outbox()} == {DeliveryState.ACCEPTED}
