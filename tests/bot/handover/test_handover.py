"""A person takes over and hands back: one owner at a time, honest waits, nobody left alone."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover import NotYours
from bot.handover.wait_estimate import FEWEST, expected_wait
from cases.questions import CALLBACK
from cases.schemas import Filters
from core.calendar_service import CalendarService
from tests.bot.flows.conftest import ANNA, BEN, NIGHT, Talk, World


async def _waiting(talk: Talk, world: World) -> str:
    """Somebody is there, and the citizen asks for a person."""
    await world.handover.heartbeat(ANNA, world.clock.now)
    return await talk.say("我要找真人")


async def _said_by_others(talk: Talk, after: int) -> list[str]:
    conversation = talk.world.conversation
    news = await conversation.news(conversation.tokens.sign(talk.name), after)
    return [message["text"] for turn in news.turns for message in turn["messages"]]


async def test_within_the_hours_with_somebody_there_one_is_queued_with_the_place(
    talk: Talk, world: World
) -> None:
    await _waiting(Talk(world, name="c0"), world)
    world.clock.after(seconds=5)
    told = await _waiting(talk, world)
    assert "前面還有 1 位" in told
    assert "說不準" in told
    assert talk.body["state"]["owner"] == "queue"


@pytest.mark.parametrize(
    ("now", "why"),
    [(NIGHT, "11 月 27 日（星期五）08:30"), (datetime(2026, 11, 28, 10, tzinfo=NIGHT.tzinfo), "11 月 30 日")],
)
async def test_outside_the_hours_the_next_opening_is_told_and_a_callback_offered(
    talk: Talk, world: World, now: datetime, why: str
) -> None:
    world.clock.now = now
    assert why in await _waiting(talk, world)
    assert talk.options == ["留下聯絡方式，請人回電", "不用了"]


async def test_a_typhoon_closes_the_queue(talk: Talk, world: World) -> None:
    day = world.clock.now.date()
    await CalendarService(world.database).close_day(day, "颱風", "chief", world.clock.now)
    assert "不是服務時間" in await _waiting(talk, world)


async def test_with_nobody_there_nobody_is_left_waiting(talk: Talk) -> None:
    assert "沒有同仁可以接手" in await talk.say("我要找真人")
    assert talk.body["state"]["owner"] == "bot"


async def test_a_callback_becomes_a_case_with_receipt(talk: Talk, world: World) -> None:
    world.clock.now = NIGHT
    await talk.say("我要找真人")
    await talk.say_all("1", "同意", "想問資遣費的事", "王小明", "0912-345-678", "略過")
    assert "王小明" in talk.told
    assert "案號：" in await talk.say("確認送出")
    (case,) = await world.cases.list(Filters())
    assert case.category == CALLBACK


async def test_the_offer_of_a_callback_blocks_no_other_question(talk: Talk) -> None:
    await talk.say("我要找真人")
    assert "【" in await talk.say("特休假有幾天？")


async def test_two_people_who_take_at_once_exactly_one_gets_it(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    now = world.clock.now
    taken = await asyncio.gather(*(world.handover.take(staff, now) for staff in (ANNA, BEN) * 3))
    assert sorted(filter(None, taken)) == ["c1"]


async def test_the_citizen_is_told_at_both_ends_and_the_bot_is_silent_between(
    talk: Talk, world: World
) -> None:
    await _waiting(talk, world)
    at = talk.body["turn"]
    await world.handover.take(ANNA, world.clock.now)
    assert await talk.say("資遣費怎麼計算？") == ""
    await world.handover.say(ANNA, "c1", "您好，請說。", world.clock.now)
    await world.handover.hand_back(ANNA, "c1", world.clock.now)
    told = await _said_by_others(talk, at)
    assert "林小姐已經接手" in told[0]
    assert told[1] == "您好，請說。"
    assert "自動回覆繼續" in told[2]
    assert "【" in await talk.say("資遣費怎麼計算？")


async def test_what_is_said_twice_with_one_key_is_said_once(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    at = talk.body["turn"]
    await world.handover.take(ANNA, world.clock.now)
    for _ in range(2):
        await world.handover.say(ANNA, "c1", "您好", world.clock.now, key="k1")
    assert (await _said_by_others(talk, at)).count("您好") == 1


async def test_only_who_has_taken_it_may_speak(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    await world.handover.take(ANNA, world.clock.now)
    for attempt in (
        world.handover.say(BEN, "c1", "我來", world.clock.now),
        world.handover.note(BEN, "c1", "x", world.clock.now),
        world.handover.renew(BEN, "c1", world.clock.now),
        world.handover.hand_back(BEN, "c1", world.clock.now),
    ):
        with pytest.raises(NotYours, match="收件匣"):
            await attempt


async def test_a_citizen_leaves_the_queue_by_one_word(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    assert "離開等候" in await talk.say("取消")
    assert talk.body["state"]["owner"] == "bot"
    assert await world.handover.take(ANNA, world.clock.now) is None


async def test_words_of_danger_are_answered_even_while_a_person_has_the_conversation(
    talk: Talk, world: World
) -> None:
    await _waiting(talk, world)
    await world.handover.take(ANNA, world.clock.now)
    assert "1925" in await talk.say("我不想活了")
    assert talk.body["state"]["owner"] == "human"


async def test_a_person_who_has_gone_loses_the_conversation_and_the_citizen_is_first_again(
    talk: Talk, world: World
) -> None:
    await _waiting(talk, world)
    at = talk.body["turn"]
    await world.handover.take(ANNA, world.clock.now)
    world.clock.after(minutes=11)
    await world.handover.heartbeat(BEN, world.clock.now)
    assert await world.handover.close_expired(world.clock.now) == 1
    assert "排回最前面" in (await _said_by_others(talk, at))[-1]
    assert await world.handover.take(BEN, world.clock.now) == "c1"


async def test_who_is_heard_of_keeps_the_conversation(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    await world.handover.take(ANNA, world.clock.now)
    for _ in range(3):
        world.clock.after(minutes=8)
        await world.handover.renew(ANNA, "c1", world.clock.now)
        assert await world.handover.close_expired(world.clock.now) == 0


async def test_a_queue_is_dissolved_at_closing_time_and_the_citizen_told(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    at = talk.body["turn"]
    world.clock.now = NIGHT
    assert await world.handover.close_expired(world.clock.now) == 1
    assert "服務時間已經結束" in (await _said_by_others(talk, at))[-1]
    assert "留下聯絡方式" in await talk.say("找真人")


async def test_a_queue_that_everybody_has_left_is_dissolved(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    world.clock.after(minutes=11)
    assert await world.handover.close_expired(world.clock.now) == 1
    assert await talk.say("資遣費怎麼計算？")


async def test_asking_twice_is_one_place(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    await talk.say("找真人")
    assert len(await world.handover.waiting()) == 1


async def test_who_takes_over_sees_topic_entries_papers_and_words(talk: Talk, world: World) -> None:
    await talk.say("勞資爭議調解要怎麼申請？")
    await _waiting(talk, world)
    await world.handover.take(ANNA, world.clock.now)
    await talk.say("我的電話是 0912345678")
    await world.handover.note(ANNA, "c1", "先請他補證件", world.clock.now)
    summary = await world.handover.summary("c1")
    assert summary is not None
    assert summary.topic == "mediation-apply"
    assert ("mediation-apply", "勞資爭議調解要怎麼申請？") in summary.entries
    assert summary.documents
    assert any("看過" in tried for tried in summary.tried)
    assert summary.lines[-1].text == "我的電話是 〔手機〕"
    assert [note.text for note in summary.notes] == ["先請他補證件"]


async def test_notes_of_staff_are_sealed(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    await world.handover.take(ANNA, world.clock.now)
    await world.handover.note(ANNA, "c1", "他住鹽埕區", world.clock.now)
    assert "鹽埕" not in await world.everything_stored()


async def test_the_wait_is_told_once_enough_talks_are_known(world: World) -> None:
    for number in range(FEWEST):
        talk = Talk(world, name=f"done{number}")
        await _waiting(talk, world)
        await world.handover.take(ANNA, world.clock.now)
        world.clock.after(minutes=5)
        await world.handover.hand_back(ANNA, talk.name, world.clock.now)
    assert "約 5 分鐘" in await _waiting(Talk(world, name="next"), world)


async def test_a_person_who_answers_on_the_platform_ends_the_queue(talk: Talk, world: World) -> None:
    await _waiting(talk, world)
    until = world.clock.now + timedelta(hours=12)
    await world.conversation.hand_to_human("c1", "webchat", until)
    assert await world.handover.take(ANNA, world.clock.now) is None
    assert await talk.say("資遣費怎麼計算？") == ""
    world.clock.after(hours=13)
    assert await talk.say("資遣費怎麼計算？")


@given(st.integers(1, 50), st.integers(1, 10), st.lists(st.floats(1, 7200), min_size=FEWEST, max_size=30))
def test_the_expected_wait_grows_with_the_place_and_shrinks_with_people(
    position: int, present: int, talks: list[float]
) -> None:
    wait = expected_wait(position, present, talks)
    further = expected_wait(position + 1, present, talks)
    helped = expected_wait(position, present + 1, talks)
    assert wait is not None
    assert further is not None
    assert helped is not None
    assert 1 <= helped <= wait <= further


@given(st.lists(st.floats(1, 7200), max_size=FEWEST - 1))
def test_without_experience_no_wait_is_promised(talks: list[float]) -> None:
    assert expected_wait(1, 1, talks) is None


async def test_who_is_handed_back_while_writing_gets_an_answer(
    talk: Talk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _waiting(talk, world)
    mine = await world.handover.take(ANNA, world.clock.now)
    assert mine
    turns = world.conversation._turns
    understood = turns._understood

    async def meanwhile(*heard: Any) -> Any:
        await world.handover.hand_back(ANNA, mine, world.clock.now)
        return await understood(*heard)

    monkeypatch.setattr(turns, "_understood", meanwhile)
    assert "資遣費" in await talk.say("資遣費怎麼算？")
    assert talk.body["state"]["owner"] == "bot"
