"""What is said to who may be in danger: help first, in their language, then the work question."""

import pytest

from bot.blocks import FaqCard, Link, Text
from bot.safety import help as helping
from bot.safety import records
from bot.turn import Turn
from knowledge.safety import DangerKind, HelpLanguage
from tests.bot.conftest import Chat, texts_of


def numbers(turn: Turn) -> list[str]:
    return [block.url for block in turn.blocks if isinstance(block, Link)]


def words(turn: Turn) -> str:
    assert isinstance(turn.blocks[0], Text)
    return turn.blocks[0].text


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("我不想活了", "tel:1925"),
        ("老闆拿刀追著要砍我", "tel:110"),
        ("雇主把我反鎖在家裡不讓我出去", "tel:110"),
        ("老闆昨天晚上強暴我", "tel:110"),
        ("同事從鷹架摔下來昏迷了", "tel:119"),
        ("工廠著火了，還有人在裡面", "tel:119"),
    ],
)
def test_the_number_that_fits_stands_first_to_be_pressed(chat: Chat, said: str, first: str) -> None:
    assert numbers(chat.say(said))[0] == first


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("I want to kill myself", "en"),
        ("tôi không muốn sống nữa", "vi"),
        ("toi khong muon song nua", "vi"),
        ("saya ingin bunuh diri", "id"),
        ("อยากฆ่าตัวตาย", "th"),
        ("gusto ko nang magpakamatay", "fil"),
    ],
)
def test_help_is_in_the_language_of_the_person(chat: Chat, said: str, language: str) -> None:
    turn = chat.say(said)
    record = helping.record_of(records(()), DangerKind.SELF_HARM)
    assert record is not None
    assert words(turn) == record.help_in(language).first
    assert "tel:1955" in numbers(turn)


def test_the_second_time_other_words_are_said(chat: Chat) -> None:
    assert words(chat.say("我不想活了")) != words(chat.say("我真的好想死"))


def test_after_the_help_the_work_question_is_answered(chat: Chat) -> None:
    turn = chat.say("我好想跳樓，平日加班費怎麼計算？")
    assert numbers(turn)
    cards = [number for number, block in enumerate(turn.blocks) if isinstance(block, FaqCard)]
    links = [number for number, block in enumerate(turn.blocks) if isinstance(block, Link)]
    assert turn.state.topic == "overtime-pay" and max(links[:4]) < min(cards)


def test_without_a_work_question_only_help_is_said(chat: Chat) -> None:
    assert not any(isinstance(block, FaqCard) for block in chat.say("我不想活了").blocks)


def test_the_topic_is_still_there_after_the_help(chat: Chat) -> None:
    chat.say("老闆不給我加班費怎麼辦")
    assert chat.say("我不想活了").state.topic == "overtime-pay"


def test_a_question_of_ours_that_is_pressed_is_no_alarm(chat: Chat) -> None:
    for entry in chat.engine.catalogue:
        if any(word in entry.question for word in ("性騷擾", "職災", "職業災害", "暴力", "霸凌")):
            assert not numbers(chat.say(entry.question))


def test_every_hotline_has_a_name_in_every_language() -> None:
    for danger in records(()):
        for number in danger.hotlines:
            for language in HelpLanguage:
                assert helping.call(number, language).label != number


def test_kinds_that_staff_do_not_keep_come_with_the_program() -> None:
    one = records(())[0]
    changed = one.model_copy(update={"title": "改過"})
    kept = records((changed,))
    assert {danger.id for danger in kept} == set(DangerKind)
    assert helping.record_of(kept, one.id) == changed


def test_who_died_some_time_ago_is_mourned_and_no_alarm_is_raised(chat: Chat) -> None:
    turn = chat.say("我先生上個月在工地摔死了")
    assert not chat.state.helped
    assert "節哀" in texts_of(turn)
