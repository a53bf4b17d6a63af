"""A story of any length: what a platform cuts apart becomes one story, and nothing of it is lost."""

import pytest

from cases.questions import STORY_LIMIT
from cases.schemas import Actor, ActorKind, Filters
from tests.bot.flows.conftest import Talk, World
from tests.bot.flows.test_complaint import ANSWERS, TO_THE_STORY
from tests.one_database import database  # noqa: F401

CHIEF = Actor(ActorKind.STAFF, "chief", "科長", "勞動條件科", sees_all=True)
AFTER_THE_STORY = ANSWERS[5:]


def _part(letter: str, length: int) -> str:
    """A part of a story that is like no other, with lines and full-width punctuation."""
    text = f"第{letter}段，老闆說：「不給！」\n"
    return text + letter * (length - len(text))


async def _filed_story(talk: Talk, world: World) -> str:
    """Answer the rest and send it: the story as the case has it."""
    second_contact = ("略過",) if talk.channel == "facebook" else ()
    await talk.say_all(*AFTER_THE_STORY, *second_contact)
    if "都不是，繼續陳情" in talk.options:
        await talk.say("都不是，繼續陳情")
    assert "確認送出" in talk.options
    await talk.say("確認送出")
    (case,) = await world.cases.list(Filters())
    view = await world.cases.view(case.id, CHIEF, world.clock.now)
    assert view.statement is not None
    return view.statement.what


@pytest.mark.parametrize("channel", ["line", "webchat"])
async def test_a_channel_that_carries_it_whole_takes_five_thousand_characters_at_once(
    world: World, channel: str
) -> None:
    talk, story = Talk(world, channel, f"{channel}:U1"), _part("甲", STORY_LIMIT)
    assert "什麼時候發生的" in await talk.say_all(*TO_THE_STORY, story)
    assert await _filed_story(talk, world) == story


async def test_what_telegram_cuts_apart_is_one_story(world: World) -> None:
    talk, first, second = Talk(world, "telegram", "telegram:1"), _part("甲", 4096), _part("乙", 800)
    told = await talk.say_all(*TO_THE_STORY, first)
    assert "4,096 字" in told and talk.options == ["寫完了"]
    assert "4,897 字" in await talk.say(second)
    assert "什麼時候發生的" in await talk.say("寫完了")
    assert await _filed_story(talk, world) == f"{first}\n{second}"


async def test_parts_that_are_too_long_for_the_next_question_go_on_with_the_story(world: World) -> None:
    talk, parts = Talk(world, "facebook", "facebook:1"), [_part(letter, 900) for letter in "甲乙丙"]
    assert "什麼時候發生的" in await talk.say_all(*TO_THE_STORY, parts[0])
    assert "接在「發生了什麼事？」的後面" in await talk.say(parts[1])
    assert "什麼時候發生的" in await talk.say(parts[2])
    assert await _filed_story(talk, world) == "\n".join(parts)


async def test_a_part_beyond_the_limit_is_refused_and_what_was_told_stays(world: World) -> None:
    talk, first = Talk(world, "telegram", "telegram:1"), _part("甲", 4096)
    told = await talk.say_all(*TO_THE_STORY, first, _part("乙", 2000))
    assert "這一段沒有記下" in told and "還可以寫 903 字" in told
    assert talk.options == ["寫完了"]
    await talk.say("1")
    assert await _filed_story(talk, world) == first


async def test_a_story_can_be_changed_while_its_parts_are_awaited(world: World) -> None:
    talk = Talk(world, "telegram", "telegram:1")
    await talk.say_all(*TO_THE_STORY, _part("甲", 4096), "修改")
    await talk.say("發生了什麼事？")
    assert "什麼時候發生的" in await talk.say("老闆沒有給加班費")
    assert await _filed_story(talk, world) == "老闆沒有給加班費"


async def test_words_of_danger_in_a_later_part_get_the_numbers_to_call(world: World) -> None:
    talk = Talk(world, "telegram", "telegram:1")
    told = await talk.say_all(*TO_THE_STORY, _part("甲", 4096), "我不想活了")
    assert "1925" in told and talk.options == ["寫完了"]


async def test_a_long_answer_to_a_later_question_is_still_refused(talk: Talk) -> None:
    told = await talk.say_all(*TO_THE_STORY, "老闆沒有給加班費", "115/3/2", _part("甲", 301))
    assert "最多 300 字，您寫了 301 字" in told


@pytest.mark.parametrize("typed", ["1", "１", "1.", "確定刪除", " 確定刪除 "])
async def test_a_choice_counts_in_whatever_width_it_is_typed(talk: Talk, typed: str) -> None:
    assert "已經刪除" in await talk.say_all("刪除我的資料", typed)


async def test_a_label_counts_with_narrow_punctuation_too(talk: Talk) -> None:
    assert "草稿替您保留" in await talk.say_all(*TO_THE_STORY, "取消", "先保留,下次再填")
