"""Who asks to be forgotten is forgotten everywhere: no table holds what was typed, said or sent any more."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

import connectors.cli
import connectors.tasks
from cases.messaging import Purpose, Words
from connectors import repository
from connectors.ids import conversation_id
from connectors.models import DeliveryState, EventState, InboxRow, OutboxRow
from core.clock import utc_now
from core.database import Database
from tests.bot.flows.test_complaint import TO_THE_STORY
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms.base import Fault
from tests.platforms.telegram import TelegramPlatform
from tests.stored import everything_stored

USER, OTHER = "1001", "1002"
MINE = f"telegram:{USER}"
SECRET = "阿土伯那個誰"


@pytest.fixture
async def desk(make_desk: MakeDesk) -> AsyncIterator[Desk]:
    """The app's side of a platform whose failed deliveries stay as they are."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield make_desk(stand_in)
    stand_in.stop()


async def _say(desk: Desk, *texts: str, user: str = USER) -> None:
    for text in texts:
        await desk.post(desk.platform.text_event(user, text))
        await desk.settle()


async def _held(database: Database, secret: str) -> set[tuple[str, str]]:
    """The places that hold the secret, as it is or with JSON's escapes."""
    escaped = json.dumps(secret)[1:-1]
    found = await everything_stored(database)
    return {(table, column) for table, column, text in found if secret in text or escaped in text}


async def _fails(desk: Desk, text: str) -> int:
    """A message to the citizen that may or may not have arrived, kept to be sent again."""
    desk.platform.faults.append(Fault.DROP_AFTER_ACCEPTING)
    async with desk.database.transaction() as session:
        (number,) = await desk.sender.tell(session, MINE, Words(text), utc_now(), Purpose.CASE)
    desk.lanes.wake()
    await desk.settle()
    return number


async def _gives_up(desk: Desk, user: str, text: str) -> None:
    """An event of the citizen that could not be handled."""
    event = desk.platform.text_event(user, text)
    await desk.post(event)
    await desk.settle()
    async with desk.database.transaction() as session:
        lane = await repository.lane_of_conversation(session, conversation_id("telegram", user))
        assert lane is not None
        dead = update(InboxRow).where(InboxRow.lane_id == lane.id, InboxRow.payload == {})
        await session.execute(dead.values(state=EventState.DEAD, payload=event))


async def test_nothing_that_was_typed_is_left_in_any_table(desk: Desk) -> None:
    await _say(desk, f"{SECRET}不給我加班費", *TO_THE_STORY, f"{SECRET}叫我做到十點")
    await _say(desk, "取消", "先保留，下次再填", f"{SECRET} 的貓可以保勞保嗎")
    await _fails(desk, f"{SECRET} 您好")
    await _gives_up(desk, USER, f"{SECRET} 又來了")
    before = await _held(desk.database, SECRET)
    assert {("outbox", "payload"), ("inbox_event", "payload"), ("turn", "text")} <= before
    await _say(desk, "刪除我的資料", "確定刪除")
    assert "已經刪除" in "\n".join(desk.platform.texts_to(USER))
    assert await _held(desk.database, SECRET) == set()


async def test_what_others_wrote_and_were_sent_stays(desk: Desk) -> None:
    await _say(desk, "你好")
    await _gives_up(desk, OTHER, f"{SECRET} 是別人")
    await _say(desk, "刪除我的資料", "確定刪除")
    assert ("inbox_event", "payload") in await _held(desk.database, SECRET)


async def test_what_waits_to_be_sent_is_not_sent_any_more(desk: Desk) -> None:
    await _say(desk, "你好")
    number = await _fails(desk, f"{SECRET} 您好")
    async with desk.database.transaction() as session:
        later = utc_now() + timedelta(hours=1)
        again = update(OutboxRow).where(OutboxRow.id == number)
        await session.execute(again.values(state=DeliveryState.QUEUED, next_at=later))
        await desk.sender.forget(session, MINE, utc_now())
    (row,) = [row for row in await desk.outbox() if row.id == number]
    assert (row.state, row.payload) == (DeliveryState.FAILED, {})


async def test_an_erased_dead_letter_cannot_be_sent_again(
    desk: Desk,
) -> None:
    await _say(desk, "你好")
    number = await _fails(desk, f"{SECRET} 您好")
    async with desk.database.transaction() as session:
        await desk.sender.forget(session, MINE, utc_now())
        assert not await connectors.cli._replay(session, f"out-{number}")


async def test_a_dead_letter_is_kept_for_a_month_only(desk: Desk) -> None:
    await _say(desk, "你好")
    await _fails(desk, f"{SECRET} 您好")
    await _gives_up(desk, USER, f"{SECRET} 又來了")
    await connectors.tasks.tidy(desk.database, utc_now() + timedelta(days=29))
    assert await _held(desk.database, SECRET)
    await connectors.tasks.tidy(desk.database, utc_now() + timedelta(days=31))
    assert not await _held(desk.database, SECRET) & {("outbox", "payload"), ("inbox_event", "payload")}


@pytest.mark.parametrize("length", [10, 55, 56, 79])
async def test_a_user_of_any_id_is_found_by_the_conversation(database: Database, length: int) -> None:
    users = [letter * length for letter in "ab"] + ["a" * (length - 1) + "~"]
    async with database.transaction() as session:
        lanes = [await repository.lane_of(session, "facebook", user, utc_now()) for user in users]
        for user, lane in zip(users, lanes, strict=True):
            found = await repository.lane_of_conversation(session, conversation_id("facebook", user))
            assert found is not None and found.id == lane
        assert (
            await repository.lane_of_conversation(session, conversation_id("facebook", "c" * length)) is None
        )
        assert await repository.lane_of_conversation(session, "0f3d-web-chat") is None
