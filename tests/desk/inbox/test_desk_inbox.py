"""The inbox: one person answers, nobody is talked over, what cannot arrive is refused, nothing typed is lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import repository as conversations
from bot.handover.queue_service import PRESENT_FOR
from bot.models import Through
from bot.state import Owner
from cases.schemas import Filters
from connectors.models import DeliveryState, OutboxRow
from core.clock import utc_now
from desk.auth.permissions import Role, Staff
from desk.inbox import event_stream
from desk.inbox.service import speaker
from desk.inbox.stream_limits import MOST, OpenStreams
from tests.desk.world import Person, World

VISITOR = "/desk/inbox/visitor"
MESSENGER = "facebook:u1"


async def owner_of(world: World, conversation_id: str = "visitor") -> str:
    async with world.database.transaction() as session:
        row = await conversations.conversation(session, conversation_id, "webchat", utc_now())
        return row.owner


async def said_by_staff(world: World, conversation_id: str = "visitor") -> list[str]:
    async with world.database.transaction() as session:
        turns = await conversations.last_turns(session, conversation_id, 50)
    return [turn.reply["messages"][0]["text"] for turn in turns if turn.through == Through.STAFF]


@pytest.fixture
async def clerk(world: World) -> Person:
    """A clerk who has taken the visitor's conversation."""
    person = await world.person()
    await world.waiting()
    await person.send(f"{VISITOR}/take")
    return person


async def test_the_queue_shows_order_channel_and_what_was_last_said(world: World) -> None:
    clerk = await world.person()
    await world.waiting("first")
    await world.waiting("second")
    page = await clerk.page("/desk/inbox")
    assert page.index("/desk/inbox/first") < page.index("/desk/inbox/second")
    assert "第 1 位" in page and "網頁對話" in page and "貓可以保勞保嗎" in page


async def test_of_two_who_take_at_once_exactly_one_gets_the_conversation(world: World) -> None:
    first, second = await world.person(name="甲"), await world.person(name="乙")
    await world.waiting()
    answers = await asyncio.gather(first.send(f"{VISITOR}/take"), second.send(f"{VISITOR}/take"))
    won = ["回覆民眾" in answer.text for answer in answers]
    assert sorted(won) == [False, True]
    (loser,) = (answer for answer, has in zip(answers, won, strict=True) if not has)
    assert "別的同仁接走" in loser.text


async def test_a_reply_reaches_the_conversation_once_however_often_it_is_sent(
    world: World, clerk: Person
) -> None:
    for _ in range(2):
        await clerk.send(f"{VISITOR}/say", text="您好，這題我查給您。", key="same")
    assert await said_by_staff(world) == ["您好，這題我查給您。"]


async def test_an_empty_reply_is_told_and_not_sent(world: World, clerk: Person) -> None:
    answer = await clerk.send(f"{VISITOR}/say", text="  ")
    assert answer.status_code == 400 and "還沒有寫內容" in answer.text
    assert await said_by_staff(world) == []


async def test_who_does_not_have_the_conversation_may_look_but_not_speak(world: World, clerk: Person) -> None:
    other = await world.person(name="林旁觀")
    page = await other.page(VISITOR)
    assert "由 陳承辦 接手" in page and "回覆民眾" not in page
    answer = await other.send(f"{VISITOR}/say", text="我也來說")
    assert answer.status_code == 409 and await said_by_staff(world) == []


async def test_whoever_else_has_the_conversation_open_is_named(world: World, clerk: Person) -> None:
    other = await world.person(name="林旁觀")
    await other.page(VISITOR)
    assert "林旁觀 也開著這段對話" in await clerk.page(VISITOR)


async def test_the_summary_spares_the_citizen_from_saying_it_again(clerk: Person) -> None:
    page = await clerk.page(VISITOR)
    assert "沒答上來的" in page and "「貓可以保勞保嗎」" in page


async def test_a_reply_that_messenger_no_longer_carries_is_refused_and_stays_on_the_page(
    world: World,
) -> None:
    clerk = await world.person()
    await world.waiting(MESSENGER, "facebook", heard_at=utc_now() - timedelta(hours=30))
    address = f"/desk/inbox/{MESSENGER}"
    page = await clerk.send(f"{address}/take")
    assert "現在送不到對方" in page.text and f"{address}/callback" in page.text
    answer = await clerk.send(f"{address}/say", text="晚了一天的回覆")
    assert answer.status_code == 409 and "晚了一天的回覆</textarea>" in answer.text
    assert await said_by_staff(world, MESSENGER) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DeliveryState.QUEUED, "排隊送出中"),
        (DeliveryState.ACCEPTED, "平台已收下"),
        (DeliveryState.FAILED, "沒有送到"),
        (DeliveryState.UNKNOWN, "不確定有沒有送到"),
    ],
)
async def test_what_became_of_a_reply_is_shown(world: World, state: DeliveryState, words: str) -> None:
    clerk = await world.person()
    await world.waiting(MESSENGER, "facebook", heard_at=utc_now())
    await clerk.send(f"/desk/inbox/{MESSENGER}/take")
    await clerk.send(f"/desk/inbox/{MESSENGER}/say", text="馬上為您查")
    async with world.database.transaction() as session:
        await session.execute(update(OutboxRow).values(state=state))
        assert await session.scalar(select(OutboxRow.id).limit(1)) is not None
    assert words in await clerk.page(f"/desk/inbox/{MESSENGER}")


async def test_a_note_is_for_colleagues_only(world: World, clerk: Person) -> None:
    page = await clerk.send(f"{VISITOR}/note", note="他說週五前要答案")
    assert "他說週五前要答案" in page.text
    async with world.database.transaction() as session:
        turns = await conversations.last_turns(session, "visitor", 50)
    assert not any("週五" in str(turn.reply) for turn in turns)


async def test_handing_back_says_a_last_word_and_the_bot_answers_again(world: World, clerk: Person) -> None:
    await clerk.send(f"{VISITOR}/back", word="祝您順利")
    assert await said_by_staff(world) == ["祝您順利"]
    assert await owner_of(world) == Owner.BOT
    gone = await clerk.client.get(VISITOR)
    assert gone.status_code == 404 and "已經交還" in gone.text


async def test_what_was_typed_into_a_conversation_that_is_over_is_not_lost(
    world: World, clerk: Person
) -> None:
    await clerk.send(f"{VISITOR}/back")
    answer = await clerk.send(f"{VISITOR}/say", text="還沒送出的一段話")
    assert answer.status_code == 404 and "還沒送出的一段話" in answer.text


async def test_what_citizens_tell_the_bot_alone_cannot_be_opened(world: World) -> None:
    clerk = await world.person()
    async with world.database.transaction() as session:
        await conversations.conversation(session, "private", "webchat", utc_now())
    assert (await clerk.client.get("/desk/inbox/private")).status_code == 404


async def test_a_callback_case_needs_consent_and_shows_its_code_once(world: World, clerk: Person) -> None:
    fields = {"name": "王小明", "phone": "0912345678", "what": "問加班費", "key": "k"}
    refused = await clerk.send(f"{VISITOR}/callback", **fields)
    assert refused.status_code == 422 and "同意" in refused.text and "王小明" in refused.text
    done = await clerk.send(f"{VISITOR}/callback", **fields, consent="yes")
    (case,) = await world.cases.list(Filters())
    assert case.number in done.text and "查詢碼" in done.text and case.category == "回電"


async def test_canned_answers_name_their_entry_and_version(world: World, clerk: Person) -> None:
    page = await clerk.page("/desk/inbox/canned?q=資遣費怎麼算")
    generation = world.services.engine.catalogue.generation
    assert "題庫 severance" in page and f"第 {generation} 版" in page


async def test_without_javascript_a_canned_answer_is_put_into_the_reply(clerk: Person) -> None:
    page = await clerk.page(f"{VISITOR}?insert=mediation-apply")
    assert "〔題庫 mediation-apply・" in page.split('id="reply"')[1].split("</textarea>")[0]


async def test_opening_the_inbox_counts_as_present_until_one_leaves(world: World) -> None:
    clerk = await world.person()
    await clerk.page("/desk/inbox")

    async def present() -> int:
        async with world.database.transaction() as session:
            return (await world.handover.standing(session, utc_now())).present

    assert await present() == 1
    await clerk.send("/desk/inbox/away")
    assert await present() == 0
    assert timedelta(seconds=60) < PRESENT_FOR


async def test_the_stream_tells_what_changed_and_keeps_the_conversation(world: World, clerk: Person) -> None:
    staff = Staff(clerk.id, "陳承辦", Role.CLERK, "")
    async with world.database.transaction() as session:
        row = await conversations.conversation(session, "visitor", "webchat", utc_now())
        row.owner_until = utc_now() + timedelta(seconds=1)
    events = event_stream.events(world.handover, speaker(staff), "visitor")
    first = {(await anext(events))["event"], (await anext(events))["event"]}
    assert first == {"queue", "conversation"}
    async with world.database.transaction() as session:
        row = await conversations.conversation(session, "visitor", "webchat", utc_now())
        assert row.owner_until is not None and row.owner_until > utc_now() + timedelta(minutes=5)
    await world.waiting("another")
    assert (await anext(events))["event"] == "queue"
    await events.aclose()
    assert (await world.handover.standpoint("visitor", utc_now())).viewers == ()


async def test_of_too_many_streams_the_oldest_is_told_and_ends(world: World, clerk: Person) -> None:
    staff, streams = speaker(Staff(clerk.id, "陳承辦", Role.CLERK, "")), OpenStreams()
    opened = [event_stream.limited(streams, world.handover, staff) for _ in range(MOST + 1)]
    assert [(await anext(told))["event"] for told in opened] == ["queue"] * (MOST + 1)
    assert [told["event"] async for told in opened[0]] == ["displaced"]
    await world.waiting("another")
    assert (await anext(opened[-1]))["event"] == "queue"
    for told in opened:
        await told.aclose()


async def test_a_conversation_whose_page_is_lost_returns_to_the_queue(world: World, clerk: Person) -> None:
    async with world.database.transaction() as session:
        row = await conversations.conversation(session, "visitor", "webchat", utc_now())
        row.owner_until = utc_now() - timedelta(seconds=1)
    await world.handover.close_expired(utc_now())
    assert await owner_of(world) == Owner.QUEUE
    assert "等了" in await clerk.page("/desk/inbox")
