"""A person's words go out on every platform, and what the citizen says meanwhile is kept for the desk."""

from functools import partial

from bot import repository
from bot.handover import Agent, HandoverService
from cases.messaging import Purpose
from connectors.ids import conversation_id
from core.clock import utc_now
from core.encryption import vault_of
from core.opening_hours import OpeningHours
from tests.connectors.conftest import Desk

USER = "1001"
ANNA = Agent("anna", "林小姐")


async def test_a_person_answers_on_the_platform_and_the_bot_is_silent(desk: Desk) -> None:
    mine = conversation_id(desk.platform.name, USER)
    deliver = partial(desk.sender.send, purpose=Purpose.REPLY)
    handover = HandoverService(
        desk.database, vault_of(desk.settings), OpeningHours.parse("mon-sun 00:00-23:59"), deliver
    )
    await desk.post(desk.platform.text_event(USER, "特休假有幾天？"))
    await desk.settle()
    async with desk.database.transaction() as session:
        row = await repository.conversation(session, mine, desk.platform.name, utc_now())
        await handover.request(session, row, utc_now())
    assert await handover.take(ANNA, utc_now()) == mine
    before = len(desk.platform.texts_to(USER))
    await desk.post(desk.platform.text_event(USER, "我想問資遣費"))
    await desk.settle()
    await handover.say(ANNA, mine, "您好，請說。", utc_now())
    await handover.hand_back(ANNA, mine, utc_now())
    await desk.settle()
    told = desk.platform.texts_to(USER)
    assert any("林小姐已經接手" in text for text in told)
    assert "您好，請說。" in told
    assert "自動回覆繼續" in told[-1]
    assert len(told) - before <= 3
    summary = await handover.summary(mine)
    assert summary is not None
    assert "我想問資遣費" in [line.text for line in summary.lines]


async def test_a_picture_that_is_sent_to_a_person_is_kept_for_them(desk: Desk) -> None:
    mine = conversation_id(desk.platform.name, USER)
    hours = OpeningHours.parse("mon-sun 00:00-23:59")
    handover = HandoverService(desk.database, vault_of(desk.settings), hours)
    await desk.post(desk.platform.text_event(USER, "特休假有幾天？"))
    await desk.settle()
    async with desk.database.transaction() as session:
        row = await repository.conversation(session, mine, desk.platform.name, utc_now())
        await handover.request(session, row, utc_now())
    await handover.take(ANNA, utc_now())
    await desk.post(desk.platform.attachment_event(USER))
    await desk.settle()
    summary = await handover.summary(mine)
    assert summary is not None
    (sent,) = summary.lines[-1].files
    kept = await handover.file(mine, sent.id)
    assert kept is not None and kept[1] == desk.platform.content
    assert await handover.file("another", sent.id) is None
