"""Status, erasure, subscriptions, opinions and marks, by dialogue."""

from datetime import date

import pytest
from sqlalchemy import select

from cases.case_numbers import make_number
from cases.models import CaseRow, GuessRow, NoticeRow
from cases.schemas import Action, Actor, ActorKind, Filters
from cases.staff_reminders.models import StaffTaskRow
from tests.bot.flows.conftest import Talk, World
from tests.bot.flows.test_complaint import ANSWERS

CHIEF = Actor(ActorKind.STAFF, "chief", "科長", "勞動條件科", sees_all=True)


async def _filed(talk: Talk) -> tuple[str, str]:
    """A case filed in the chat: its number and code."""
    await talk.say_all(*ANSWERS)
    if "都不是，繼續陳情" in talk.options:
        await talk.say("都不是，繼續陳情")
    receipt = await talk.say("確認送出")
    return (
        receipt.split("案號：")[1].split("\n")[0],
        receipt.split("查詢碼：")[1].split("\n")[0],
    )


# Status


async def test_number_and_code_show_state_next_step_and_due_date(talk: Talk, world: World) -> None:
    number, code = await _filed(talk)
    other = Talk(world, "line", "line:U2")
    await other.say_all("查案件進度", number)
    told = await other.say(code)
    for part in (number, "已收件", "接下來：", "最遲回覆日：2027-01-25"):
        assert part in told


async def test_the_code_is_nowhere_in_the_record(talk: Talk, world: World) -> None:
    number, code = await _filed(talk)
    await talk.say_all("查案件進度", number, code, "謝謝")
    stored = await world.everything_stored()
    assert code not in stored
    assert code.replace("-", "") not in stored


async def test_number_and_code_in_one_message_are_understood_and_not_recorded(
    talk: Talk, world: World
) -> None:
    number, code = await _filed(talk)
    assert "已收件" in await talk.say(f"查進度 {number} {code}")
    await talk.say("謝謝")
    assert code not in await world.everything_stored()


async def test_a_wrong_code_and_an_unknown_number_look_the_same(talk: Talk) -> None:
    number, _ = await _filed(talk)
    wrong = await talk.say_all("查案件進度", number, "ABCDE-FGHJK")
    await talk.say("取消")
    never_given = make_number(date(2025, 12, 31), 1)
    unknown = await talk.say_all("查案件進度", never_given, "ABCDE-FGHJK")
    assert wrong == unknown


async def test_guessing_is_limited(talk: Talk, world: World) -> None:
    number, _ = await _filed(talk)
    told = ""
    for _ in range(12):
        told = await talk.say(f"{number} ABCDE-FGHJK")
    assert "次數太多" in told
    async with world.database.transaction() as session:
        assert len(list(await session.scalars(select(GuessRow)))) == 10


async def test_a_question_instead_of_the_number_is_answered(talk: Talk) -> None:
    await talk.say("查案件進度")
    assert "【" in await talk.say("特休假有幾天？")


# Erasure


async def test_erasing_asks_once_and_takes_words_drafts_and_what_is_told(talk: Talk, world: World) -> None:
    await talk.say_all("老闆叫阿土伯不給我加班費", *ANSWERS[:5])
    assert talk.world is world
    await talk.say("刪除我的資料")
    assert talk.options == ["確定刪除", "不要刪除"]
    assert "已經刪除" in await talk.say("確定刪除")
    assert "阿土伯" not in await world.everything_stored()
    assert "沒有填到一半的表單" in await talk.say("繼續填寫")


async def test_an_open_case_is_kept_and_the_reason_is_told(talk: Talk, world: World) -> None:
    number, _ = await _filed(talk)
    told = await talk.say_all("忘記我", "確定刪除")
    assert number in told
    assert "個人資料保護法第 11 條" in told


async def test_nothing_is_erased_without_a_plain_yes(talk: Talk) -> None:
    await talk.say_all("老闆叫阿土伯不給我加班費", "刪除我的資料")
    assert "什麼都沒有刪除" in await talk.say("不要刪除")
    assert any("阿土伯" in said for said in await talk.recorded())


async def test_a_yes_on_another_day_erases_nothing(talk: Talk, world: World) -> None:
    await talk.say_all("老闆叫阿土伯不給我加班費", "刪除我的資料")
    world.clock.after(hours=9)
    await talk.say("好")
    assert any("阿土伯" in said for said in await talk.recorded())


# Subscriptions


async def test_one_word_follows_and_one_word_leaves(world: World) -> None:
    talk = Talk(world, "line", "line:U3")
    assert "已為您訂閱「最低工資調整」" in await talk.say("訂閱 最低工資調整")
    assert "已經訂閱" in await talk.say("訂閱最低工資")
    assert "已經停止：最低工資調整" in await talk.say("停止")
    assert "沒有訂閱" in await talk.say("取消訂閱")


async def test_without_a_topic_those_there_are_are_offered(world: World) -> None:
    talk = Talk(world, "telegram", "telegram:3")
    await talk.say("我要訂閱")
    assert "就業博覽會" in talk.options
    assert "已為您訂閱「就業博覽會」" in await talk.say("就業博覽會")


async def test_a_channel_that_cannot_carry_later_messages_says_so(talk: Talk) -> None:
    assert "沒有辦法" in await talk.say("訂閱 最低工資調整")


# Opinions and marks


async def test_an_answer_that_did_not_help_is_explained_by_one_tap_and_becomes_a_task(
    talk: Talk, world: World
) -> None:
    await talk.say_all("資遣費怎麼計算？", "沒幫助")
    assert "看不懂" in talk.options
    assert "謝謝" in await talk.say("看不懂")
    async with world.database.transaction() as session:
        (task,) = await session.scalars(select(StaffTaskRow))
    assert task.kind == "feedback"


async def test_an_opinion_is_taken_once_for_an_answer(talk: Talk, world: World) -> None:
    await talk.say_all("資遣費怎麼計算？", "有幫助")
    assert "已經表示過意見" in await talk.say("有幫助")


async def test_a_question_instead_of_a_reason_is_answered(talk: Talk) -> None:
    await talk.say_all("資遣費怎麼計算？", "沒幫助")
    assert "【" in await talk.say("特休假有幾天？")


@pytest.mark.parametrize("mark", ["滿意度 2", "2"])
async def test_a_mark_after_a_case_is_taken_once_and_a_low_one_becomes_a_task(
    talk: Talk, world: World, mark: str
) -> None:
    number, _ = await _filed(talk)
    await _close(world, number)
    assert "謝謝您的評分" in await talk.say(mark)
    assert "已經評過分" in await talk.say("滿意度 5")
    async with world.database.transaction() as session:
        kinds = [task.kind for task in await session.scalars(select(StaffTaskRow))]
    assert kinds == ["survey"]


async def test_a_digit_without_a_survey_is_a_choice_as_ever(talk: Talk) -> None:
    assert "沒有可以選" in await talk.say("5")


async def _close(world: World, number: str) -> None:
    (case,) = await world.cases.list(Filters(number=number))
    now = world.clock.now
    for action, details in (
        (Action.ACCEPT, {}),
        (Action.ASSIGN, {"unit": "勞動條件科", "person": "clerk"}),
        (Action.ANSWER, {"text": "已查明。"}),
        (Action.CLOSE, {}),
    ):
        await world.cases.act(case.id, action, CHIEF, now, **details)
    async with world.database.transaction() as session:
        row = await session.scalar(select(CaseRow.id).where(CaseRow.number == number))

        notice = (await session.scalars(select(NoticeRow.id).order_by(NoticeRow.id.desc()))).first()
        assert row is not None
        assert notice is not None
        await world.surveys.invite(session, notice, row, "c1", now)
