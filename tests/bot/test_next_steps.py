"""Every answer has something to press, nothing is said twice running in the same words, anger and grief are met."""

import pytest

from bot.blocks import Choices, FaqCard, Link
from bot.safety.bereavement import tells_of_a_death
from bot.turn import Turn
from tests.bot.conftest import Chat, texts_of

DEATH = "職災保險"


def _can_be_pressed(turn: Turn) -> bool:
    return any(
        isinstance(block, FaqCard | Link) or (isinstance(block, Choices) and block.options)
        for block in turn.blocks
    )


@pytest.mark.parametrize(
    "said",
    [
        "你好",
        "謝謝",
        "再見",
        "好",
        "不要",
        "取消",
        "重新開始",
        "你是機器人嗎",
        "7",
        "要帶什麼",
        "asdfgh",
        "今天天氣如何",
        "爛透了",
        "我要找真人",
        "特休假有幾天？",
        "Thank you",
        "cảm ơn",
    ],
)
def test_every_answer_has_something_to_press(chat: Chat, said: str) -> None:
    assert _can_be_pressed(chat.say(said)) or chat.state.flow


def test_after_a_point_the_other_points_of_the_entry_can_be_pressed(chat: Chat) -> None:
    chat.say("特休假有幾天？")
    turn = chat.say("窗口在哪裡")
    assert _can_be_pressed(turn)
    labels = [option.value for option in chat.state.choices]
    assert "窗口在哪裡" not in labels and "我要找真人" in labels


def test_what_stands_below_an_answer_can_be_chosen_by_number(chat: Chat) -> None:
    chat.say("謝謝")
    assert chat.state.choices[0].value == "我要陳情"
    assert chat.say("1").state.flow == "complaint"


def test_a_yes_to_what_only_stands_there_begins_nothing(chat: Chat) -> None:
    chat.say("謝謝")
    assert chat.say("好").state.flow is None


@pytest.mark.parametrize("said", ["謝謝", "取消", "爛透了", "7", "要帶什麼"])
def test_said_again_it_is_answered_in_other_words(chat: Chat, said: str) -> None:
    first, second = texts_of(chat.say(said)), texts_of(chat.say(said))
    assert first != second


def test_anger_is_heard_in_a_sentence_of_its_own_and_leads_to_a_person(chat: Chat) -> None:
    turn = chat.say("你們什麼爛服務，氣死我了")
    told = texts_of(turn)
    assert "抱歉" in told or "生氣" in told
    assert "07-" in told
    assert [option.value for option in chat.state.choices] == ["我要找真人", "我要陳情"]


@pytest.mark.parametrize(
    "said",
    [
        "我先生在工地過世了",
        "我爸昨天從鷹架摔下來走了",
        "爸爸上班時意外走了，我們不知道該怎麼辦",
        "我太太昨天因為工作過世",
    ],
)
def test_a_death_is_met_with_condolence_and_what_the_family_may_claim(chat: Chat, said: str) -> None:
    told = texts_of(turn := chat.say(said))
    assert "保重" in told
    cards = [block.entry.question for block in turn.blocks if isinstance(block, FaqCard)]
    offered = [option.label for option in chat.state.choices]
    assert any(DEATH in text or "職業災害" in text or "職災" in text for text in (*cards, *offered))


@pytest.mark.parametrize(
    "said",
    [
        "我先生過世了，我也不想活了",
        "同事自殺過世了",
        "媽媽走了 我想跟她一起走",
        "suami meninggal, saya mau nyusul",
    ],
)
def test_a_death_hides_no_danger(said: str) -> None:
    assert not tells_of_a_death(said)


def test_who_says_that_a_mother_is_gone_is_not_told_that_anger_is_heard(chat: Chat) -> None:
    told = texts_of(chat.say("我媽走了"))
    assert "保重" in told and "不滿" not in told


def test_after_a_death_at_work_what_is_asked_is_about_the_compensation(chat: Chat) -> None:
    chat.say("我先生上禮拜過勞死")
    told = texts_of(chat.say("可以領多少"))
    assert "喪葬" in told and "8 日" not in told
