"""The same asked again is never answered by the same card in the same words; the third time a person helps."""

from bot.blocks import Choices, FaqCard
from bot.compound_messages import PERSON
from tests.bot.conftest import Chat, texts_of


def test_the_same_question_gets_what_to_do_and_what_is_near(chat: Chat) -> None:
    chat.say("老闆拖欠薪水怎麼處理")
    again = chat.say("老闆拖欠薪水怎麼處理")
    assert not any(isinstance(block, FaqCard) for block in again.blocks)
    assert chat.state.topic == "wage-payment-late"
    assert "1. " in texts_of(again)
    assert PERSON in [option.value for option in chat.state.choices]


def test_the_third_time_whom_to_ask_is_told_instead(chat: Chat) -> None:
    said = [texts_of(chat.say("老闆拖欠薪水怎麼處理")) for _ in range(3)]
    assert len(set(said)) == 3
    assert "07-" in said[2] and "1. " not in said[2]


def test_another_question_begins_to_count_anew(chat: Chat) -> None:
    for words in ("老闆拖欠薪水怎麼處理", "老闆拖欠薪水怎麼處理", "會罰他多少"):
        chat.say(words)
    assert (chat.state.point, chat.state.repeats) == ("penalty", 0)


def test_a_point_asked_again_is_told_in_other_words(chat: Chat) -> None:
    chat.say("婚假有幾天？什麼時候要休完？")
    first, again = texts_of(chat.say("會扣薪水嗎")), texts_of(chat.say("會扣薪水嗎"))
    assert first not in again
    assert chat.state.topic == "marriage-leave"


def test_papers_asked_again_are_told_for_the_first_of_those_who_bring_them(chat: Chat) -> None:
    chat.say("申請勞資爭議調解要準備哪些文件？")
    chat.say("要帶什麼文件")
    turn = chat.say("要帶什麼文件")
    assert "【勞工本人】" in texts_of(turn)
    offered = [option.value for option in chat.state.choices]
    assert "移工本人" in offered and "勞工本人" not in offered


def test_other_languages_get_other_points_of_the_same(chat: Chat) -> None:
    chat.say("How is overtime pay calculated?")
    turn = chat.say("is that legal")
    assert not any(isinstance(block, FaqCard) for block in turn.blocks)
    assert any(isinstance(block, Choices) and block.options for block in turn.blocks)
