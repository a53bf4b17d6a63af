"""What the bot says and remembers, by the rules that Rasa runs."""

import pytest

from bot.blocks import Choices, FaqCard, Link
from bot.moves.offering import NONE_OF_THESE
from bot.state import DialogueState
from bot.understanding import option_number
from tests.bot.conftest import NOW, Chat, texts_of


def test_the_answer_is_a_card_with_window_documents_and_law(chat: Chat) -> None:
    card = chat.say("老闆不給我加班費怎麼辦").blocks[0]
    assert isinstance(card, FaqCard)
    assert card.entry.id == "overtime-pay"
    assert card.entry.window.phone
    assert card.entry.documents
    assert any("勞動基準法" in law for law in card.entry.legal_basis)
    assert card.entry.generation == chat.engine.generation.number


def test_a_follow_up_is_about_the_entry_last_answered(chat: Chat) -> None:
    chat.say("老闆不給我加班費怎麼辦")
    turn = chat.say("那要帶什麼證件？")
    assert "平日加班費怎麼計算" in texts_of(turn)
    assert turn.state.topic == "overtime-pay"


def test_a_follow_up_without_topic_asks_which_and_then_answers_it(chat: Chat) -> None:
    assert "哪一件事" in texts_of(chat.say("要帶什麼證件"))
    turn = chat.say("勞資爭議調解要怎麼申請？")
    assert "勞資爭議調解要怎麼申請" in texts_of(turn)
    assert not any(isinstance(block, FaqCard) for block in turn.blocks)


def test_who_begins_with_a_point_that_the_entry_lacks_gets_the_whole_entry(chat: Chat) -> None:
    card = chat.say("薪水還沒發").blocks[0]
    assert isinstance(card, FaqCard)
    assert card.entry.id == "wage-payment-late"


def test_a_point_that_waits_gives_way_to_the_one_asked_now(chat: Chat) -> None:
    chat.say("要帶什麼證件")
    turn = chat.say("上禮拜被老闆叫不用來了，可以拿多少錢")
    assert (turn.state.topic, turn.state.point in (None, "amount")) == ("severance-pay", True)


def test_back_shows_the_entry_before(chat: Chat) -> None:
    chat.say("資遣費怎麼算")
    chat.say("婚假有幾天")
    card = chat.say("回上一個").blocks[0]
    assert isinstance(card, FaqCard)
    assert (card.entry.id, chat.state.earlier[0]) == ("severance-pay", "marriage-leave")


def test_an_ambiguous_word_gets_numbered_choices_and_a_number_answers(chat: Chat) -> None:
    offer = chat.say("調解").blocks[0]
    assert isinstance(offer, Choices)
    assert 3 <= len(offer.options) <= 5
    assert offer.options[-1].label == NONE_OF_THESE
    card = chat.say("2").blocks[0]
    assert isinstance(card, FaqCard)
    assert card.entry.question == offer.options[1].label


def test_the_label_of_a_choice_answers_as_well(chat: Chat) -> None:
    offer = chat.say("調解").blocks[0]
    assert isinstance(offer, Choices)
    card = chat.say(offer.options[0].label).blocks[0]
    assert isinstance(card, FaqCard)
    assert card.entry.question == offer.options[0].label


def test_two_misses_lead_to_people_and_never_repeat_a_text(chat: Chat) -> None:
    said = [texts_of(chat.say("今天天氣如何")) for _ in range(6)]
    assert all(said)
    assert len(set(said)) == len(said)
    assert "1955" in said[1]
    assert chat.state.misses == 0


def test_exits_can_be_chosen_by_number(chat: Chat) -> None:
    chat.say("今天天氣如何")
    exits = chat.say("講個笑話").blocks[-1]
    assert isinstance(exits, Choices)
    assert "07-8124613" in texts_of(chat.say(str(len(exits.options))))


@pytest.mark.parametrize("text", ["我不想活了", "想自殺"])
def test_crisis_words_get_the_safe_text(chat: Chat, text: str) -> None:
    numbers = {block.url for block in chat.say(text).blocks if isinstance(block, Link)}
    assert {"tel:1925", "tel:110", "tel:119"} <= numbers


def test_the_bot_says_that_it_is_automatic(chat: Chat) -> None:
    assert "自動回覆服務" in texts_of(chat.say("你是機器人嗎"))


def test_restart_forgets_the_topic(chat: Chat) -> None:
    chat.say("老闆不給我加班費怎麼辦")
    state = chat.say("重新開始").state
    assert (state.topic, state.earlier, state.language) == (None, (), "zh-Hant")


def test_a_number_without_choices_is_not_an_answer(chat: Chat) -> None:
    assert "沒有可以選" in texts_of(chat.say("3"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("２", 2),
        ("第三個", 3),
        ("選 4", 4),
        ("二", 2),
        ("10", None),
        ("1955", None),
        ("三天", None),
    ],
)
def test_typed_numbers_are_choices(text: str, number: int | None) -> None:
    assert option_number(text) == number


def test_the_state_survives_its_way_through_slots(chat: Chat) -> None:
    chat.say("調解")
    assert DialogueState.from_slots(chat.state.as_slots() | {"misses": 1.0}).choices == chat.state.choices


@pytest.mark.parametrize("again", ["怎麼辦", "那我要怎麼做", "然後呢"])
def test_who_asks_on_after_a_whole_answer_is_told_the_steps_and_not_the_same_card(
    chat: Chat, again: str
) -> None:
    chat.say("公司欠薪")
    assert chat.state.topic is not None
    turn = chat.say(again)
    view = chat.engine.catalogue.view(chat.state.topic, NOW)
    assert view is not None
    assert not any(isinstance(block, FaqCard) for block in turn.blocks)
    assert view.steps[0] in texts_of(turn)
