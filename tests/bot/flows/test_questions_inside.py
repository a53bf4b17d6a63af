"""A question inside a form is answered and never kept as the answer, with or without its particle."""

import pytest

from bot.flows.words import asks, asks_plainly
from tests.bot.flows.conftest import Talk, World
from tests.bot.flows.test_complaint import TO_THE_STORY
from tests.one_database import database  # noqa: F401

THE_STORY, WHEN = "發生了什麼事？", "什麼時候發生的？"


@pytest.mark.parametrize(
    "text",
    [
        "會不會被公司知道",
        "要不要錢",
        "可不可以匿名",
        "加班費怎麼算",
        "多久會有結果",
        "誰會來處理",
        "請問要帶什麼",
        "想問資遣費",
        "去哪辦",
        "星期六幾點開門",
        "What happens next",
        "berapa biayanya",
    ],
)
def test_a_question_is_heard_without_a_mark(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["老闆不給我加班費", "每天做到晚上十點，薪水少了三千", "主管叫我自己離職", "They do not pay me overtime"],
)
def test_a_story_is_no_question(text: str) -> None:
    assert not asks(text)
    assert not asks_plainly(text)


@pytest.mark.parametrize("text", ["會不會被公司知道", "加班費怎麼算", "資遣費要怎麼計算"])
async def test_a_question_at_the_story_is_not_the_story(talk: Talk, text: str) -> None:
    await talk.say_all(*TO_THE_STORY)
    told = await talk.say(text)
    assert THE_STORY in told and WHEN not in told
    assert talk.options[-1] == "把剛才那句當作回答"


@pytest.mark.parametrize("text", ["我不想具名", "怕被老闆知道", "不要留我的名字"])
async def test_a_worry_about_being_known_is_answered_and_the_form_waits(talk: Talk, text: str) -> None:
    await talk.say("我要陳情")
    told = await talk.say(text)
    assert "保密" in told and "您想請勞工局做什麼？" not in told
    assert "您同意我們" in await talk.say("檢舉公司違反勞動法令")


async def test_a_worry_about_being_known_is_not_the_story(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    told = await talk.say("怕被公司知道是我")
    assert "保密" in told and THE_STORY in told and WHEN not in told


async def test_a_question_that_names_an_option_chooses_nothing(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY[:3])
    assert "跟哪一方面有關？" in await talk.say("工資最晚什麼時候要給？")


async def test_a_question_that_nobody_knows_is_no_answer_either(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY, "老闆不給我加班費", "115/3/2", "前鎮區")
    told = await talk.say("你們的停車場大不大")
    assert "公司（雇主）的名稱" in told and "希望勞工局幫您做到什麼" not in told


async def test_a_day_with_a_question_mark_is_a_day(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY, "老闆不給我加班費")
    assert "在哪裡發生的？" in await talk.say("上個月？")


@pytest.mark.parametrize("command", ["/help", "/start", "/menu"])
async def test_a_command_is_no_answer_on_any_channel(talk: Talk, world: World, command: str) -> None:
    await talk.say_all(*TO_THE_STORY)
    assert THE_STORY in await talk.say(command)
    assert WHEN in await talk.say("老闆不給我加班費")


async def test_commands_are_named_to_who_types_an_unknown_one(talk: Talk) -> None:
    told = await talk.say("/help")
    assert "也可以打" in told
    assert talk.options == ["我要陳情", "查案件進度", "我要找真人"]


async def test_a_file_where_only_words_are_taken_is_no_answer_and_the_question_stays(
    talk: Talk, world: World
) -> None:
    await talk.say("我叫王小明，請打 0912345678 給我")
    body = await world.conversation.attach("c1", "webchat", None, "f1")
    said = "\n".join(block.get("text", "") for block in body["messages"])
    assert "收不了圖片" in said and "您同意我們" in said
