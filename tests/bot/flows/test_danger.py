"""Danger told of inside a form: help comes first, the form waits, nothing is taken as an answer."""

from sqlalchemy import select

from bot.flows.models import FlowDraftRow
from bot.flows.service import DANGER_TOLD
from bot.state import Owner
from tests.bot.flows.conftest import ANNA, Talk, World
from tests.bot.flows.test_complaint import ANSWERS, PHONE, TO_THE_STORY

DANGER = "我不想活了"
BEATEN = "主管昨天拿鐵棍打我，說再講就打死我"


def _numbers(talk: Talk) -> list[str]:
    return [block["url"] for block in talk.body["messages"] if block["type"] == "link"]


async def _step(world: World) -> str | None:
    async with world.database.transaction() as session:
        return await session.scalar(select(FlowDraftRow.step))


async def test_help_comes_instead_of_the_next_question(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    told = await talk.say(DANGER)
    assert _numbers(talk)[0] == "tel:1925"
    assert not any(words in told for words in ("接著填", "第 5 題", "發生了什麼事"))


async def test_the_form_waits_where_it_is(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    step = await _step(talk.world)
    await talk.say(DANGER)
    assert await _step(talk.world) == step
    await talk.say("老闆從三月起都沒有給加班費，我每天做到晚上十點")
    assert await _step(talk.world) != step


async def test_what_was_said_is_an_answer_only_when_that_is_pressed(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    step = await _step(talk.world)
    await talk.say(BEATEN)
    assert "把剛才那句當作回答" in talk.options
    await talk.say("把剛才那句當作回答")
    assert await _step(talk.world) != step


async def test_danger_told_as_a_name_or_phone_is_no_answer(talk: Talk) -> None:
    await talk.say_all(*ANSWERS[: ANSWERS.index(PHONE)])
    step = await _step(talk.world)
    await talk.say(DANGER)
    assert _numbers(talk) and await _step(talk.world) == step


async def test_the_record_does_not_hold_the_words(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    await talk.say(BEATEN)
    assert (await talk.recorded())[-1] == DANGER_TOLD


async def test_the_second_time_in_a_form_other_words_are_said(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    first = (await talk.say(DANGER)).splitlines()[0]
    assert (await talk.say("我好想死")).splitlines()[0] != first


async def test_read_back_and_receipt_begin_with_the_help(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY, BEATEN, "把剛才那句當作回答", *ANSWERS[5:])
    if "都不是，繼續陳情" in talk.options:
        await talk.say("都不是，繼續陳情")
    assert "tel:110" in _numbers(talk)
    assert talk.body["messages"][0]["type"] == "text" and "110" in talk.body["messages"][0]["text"]
    told = await talk.say("確認送出")
    assert "tel:110" in _numbers(talk)
    assert told.index("110") < told.index("案號")


async def test_looking_up_a_case_waits_too(talk: Talk) -> None:
    await talk.say("查案件進度")
    await talk.say(DANGER)
    assert _numbers(talk)[0] == "tel:1925"
    assert await _step(talk.world) == "number"


async def test_a_calculation_waits_and_its_question_is_not_repeated(talk: Talk) -> None:
    await talk.say("加班費試算")
    await talk.say(DANGER)
    assert _numbers(talk)[0] == "tel:1925"
    assert all(block["type"] in ("text", "link") for block in talk.body["messages"])


async def test_the_reply_names_the_kind_of_danger(talk: Talk) -> None:
    await talk.say(DANGER)
    assert talk.body["state"]["danger"] == "self_harm"
    await talk.say("謝謝")
    assert "danger" not in talk.body["state"]


async def test_staff_see_a_mark_in_the_queue_and_at_the_line(talk: Talk) -> None:
    world = talk.world
    await world.handover.heartbeat(ANNA, world.clock())
    await talk.say(DANGER)
    await talk.say("找真人")
    (waiting,) = await world.handover.waiting()
    assert waiting.danger == ("self_harm",)
    summary = await world.handover.summary(talk.name)
    assert summary is not None and summary.danger == ("self_harm",)
    assert [line.danger for line in summary.lines if line.text == DANGER] == ["self_harm"]


async def test_who_waits_for_a_person_still_gets_help(talk: Talk) -> None:
    await talk.world.handover.heartbeat(ANNA, talk.world.clock())
    await talk.say("找真人")
    assert talk.body["state"]["owner"] == Owner.QUEUE
    await talk.say(DANGER)
    assert _numbers(talk)[0] == "tel:1925"
