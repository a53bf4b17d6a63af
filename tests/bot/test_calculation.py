"""A calculator in the chat: asked question by question, on any channel, without losing the thread."""

import pytest

from bot.blocks import Choices, FaqCard
from bot.state import DialogueState
from tests.bot.conftest import Chat, texts_of


def _options(chat: Chat, text: str) -> list[str]:
    choices = chat.say(text).blocks[-1]
    return [option.value for option in choices.options] if isinstance(choices, Choices) else []


def test_an_answer_with_something_to_calculate_offers_it(chat: Chat) -> None:
    assert _options(chat, "資遣費怎麼計算？")[0] == "資遣費試算"


def test_short_answers_lead_to_a_result_with_rule_inputs_day_and_caveat(chat: Chat) -> None:
    for text in ("資遣費試算", "112/3/1", "115年8月31日", "三萬六"):
        assert chat.say(text).state.calculation
    result = chat.say("1")
    said = texts_of(result)
    assert "資遣費約 63,000 元" in said
    for part in ("規則：", "依據：", "您填的：", "計算日期 2026-11-23", "試算僅供參考，請洽窗口確認"):
        assert part in said
    assert result.state.calculation is None


def test_after_the_result_a_follow_up_is_about_its_entry(chat: Chat) -> None:
    for text in ("特休天數試算", "112/3/1", "略過", "略過"):
        chat.say(text)
    assert chat.state.topic == "annual-leave"
    assert "特休假有幾天" in texts_of(chat.say("依據哪一條"))


def test_an_unreadable_answer_is_asked_again_with_what_to_type(chat: Chat) -> None:
    chat.say("資遣費試算")
    said = texts_of(chat.say("好幾年了"))
    assert "請打成 2026-03-05" in said and "哪一天到職" in said


@pytest.mark.parametrize("text", ["115/2/30", "115年13月1日", "2026/3", "3/5", "20260230"])
def test_a_day_that_cannot_be_read_never_ends_the_calculation(chat: Chat, text: str) -> None:
    chat.say("資遣費試算")
    assert "哪一天到職" in texts_of(chat.say(text))


def test_a_question_in_between_is_answered_and_the_calculation_goes_on(chat: Chat) -> None:
    chat.say("加班費試算")
    turn = chat.say("勞工局在哪裡？")
    assert isinstance(turn.blocks[0], FaqCard)
    assert "那一天是哪一種日子" in texts_of(turn)
    assert "工資怎麼算" in texts_of(chat.say("平日"))


def test_days_that_contradict_each_other_are_asked_again(chat: Chat) -> None:
    for text in ("資遣費試算", "115/8/31", "112/3/1", "36000"):
        chat.say(text)
    assert "離職日早於到職日" in texts_of(chat.say("新制"))
    assert "63,000 元" not in texts_of(chat.say("112/3/1"))


def test_one_may_go_back_a_question(chat: Chat) -> None:
    chat.say("資遣費試算")
    chat.say("112/3/1")
    assert "哪一天到職" in texts_of(chat.say("上一步"))


@pytest.mark.parametrize("text", ["取消", "重新開始"])
def test_one_may_leave(chat: Chat, text: str) -> None:
    chat.say("資遣費試算")
    assert chat.say(text).state.calculation is None


def test_asking_to_calculate_without_a_topic_offers_every_calculator(chat: Chat) -> None:
    assert len(_options(chat, "我要試算")) == 6


def test_asking_to_calculate_after_an_answer_begins_its_calculator(chat: Chat) -> None:
    chat.say("失業給付怎麼申請？")
    assert "失業給付試算" in texts_of(chat.say("幫我算一下"))


def test_no_after_an_offer_is_not_a_failed_answer(chat: Chat) -> None:
    chat.say("資遣費怎麼計算？")
    assert chat.say("不用").state.misses == 0


def test_a_calculation_under_way_survives_storage(chat: Chat) -> None:
    chat.say("資遣費試算")
    state = chat.say("112/3/1").state
    assert DialogueState.from_slots(state.as_slots()) == state


def test_a_calculation_goes_on_in_the_language_whatever_figures_and_words_are_typed(chat: Chat) -> None:
    chat.say("Tính tiền tăng ca giúp tôi")
    chat.say("Tính tiền tăng ca")
    assert chat.state.calculation
    for typed, asked in (
        ("Ngày thường", "Lương tính thế nào?"),
        ("quay lại", "Hôm đó là loại ngày nào?"),
        ("1", "Lương tính thế nào?"),
        ("Lương giờ", "Lương tháng hoặc lương giờ"),
        ("back", "Lương tính thế nào?"),
        ("2", "Lương tháng hoặc lương giờ"),
        ("200", "Tăng ca mấy giờ?"),
    ):
        assert asked in texts_of(chat.say(typed))
    said = texts_of(chat.say("2"))
    assert "Đây là kết quả" in said
    assert "Lương tính thế nào?：Lương giờ" in said
    assert "您填的：" in said


def test_an_unreadable_answer_is_explained_in_the_language(chat: Chat) -> None:
    chat.say("Tính tiền tăng ca giúp tôi")
    chat.say("Tính tiền tăng ca")
    for typed in ("Ngày thường", "Lương giờ"):
        chat.say(typed)
    assert "xin chỉ gõ số" in texts_of(chat.say("nhiều lắm"))


def test_a_calculation_ends_by_a_word_in_the_language(chat: Chat) -> None:
    chat.say("Tính tiền tăng ca giúp tôi")
    chat.say("Tính tiền tăng ca")
    assert "đã hủy" in texts_of(chat.say("huy"))
    assert chat.state.calculation is None
    assert chat.state.language == "vi"
