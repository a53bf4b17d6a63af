"""Who writes in another language reads the bot's own sentences in it, with the Chinese after them."""

import re
from dataclasses import replace

import pytest

from bot.blocks import Block, Choices, FaqCard, Link, Option, Text
from bot.in_process_turn import situation
from bot.moves.misses import related
from bot.responses import Responses, load_responses
from bot.translations import Wording, spoken
from connectors.text import units
from knowledge.translation import Language
from tests.bot.conftest import NOW, Chat, texts_of

LANGUAGES = [language.value for language in Language]
GREETINGS = {
    "en": "Hello, good morning",
    "vi": "Xin chào",
    "id": "Halo, selamat pagi",
    "th": "สวัสดี",
    "fil": "Kumusta po, magandang umaga",
}
QUESTIONS = {
    "en": "My employer keeps my passport, what can I do?",
    "vi": "Chủ giữ hộ chiếu của tôi thì phải làm sao?",
    "id": "Majikan menahan paspor saya, bagaimana?",
    "th": "นายจ้างยึดหนังสือเดินทางของฉัน ทำอย่างไรได้",
    "fil": "Hawak ng amo ko ang passport ko, ano ang gagawin ko?",
}
# A little below what the strictest channel takes, for the numbered options below a sentence.
LONGEST = 900
# No sentence has more wordings.
MOST_WORDINGS = 3


def test_every_language_has_every_sentence_and_label() -> None:
    responses = load_responses()
    assert {wording.language for wording in responses.wordings} == set(LANGUAGES)
    assert {frozenset(wording.responses) for wording in responses.wordings} == {responses.names}
    assert len({frozenset(wording.labels) for wording in responses.wordings}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translated_sentence_is_filled_in_with_the_same_as_the_chinese(language: str) -> None:
    responses = load_responses()
    wording = next(w for w in responses.wordings if w.language == language)
    for name in responses.names:
        filled_in = set(re.findall(r"{\w+}", responses.pick(name)))
        told = wording.responses[name]
        for text in told if isinstance(told, list) else [told]:
            assert set(re.findall(r"{\w+}", text)) == filled_in, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_and_labels_stay_within_the_limits_of_the_channels(language: str) -> None:
    responses = load_responses()
    for turn in range(MOST_WORDINGS):
        assert all(units(responses.pick(name, turn, language)) <= LONGEST for name in responses.names)
    labels = next(w.labels for w in responses.wordings if w.language == language)
    assert [label for label in labels.values() if units(label) > 20] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_greeting_is_answered_in_its_language_with_the_chinese_after_it(chat: Chat, language: str) -> None:
    said = texts_of(chat.say(GREETINGS[language]))
    wording = next(w for w in load_responses().wordings if w.language == language)
    assert said.startswith(str(wording.responses["utter_greet"]))
    assert "譯文待審" in said
    assert load_responses().pick("utter_greet") in said


def test_chinese_conversations_are_chinese_alone(chat: Chat) -> None:
    assert texts_of(chat.say("你好")).startswith(load_responses().pick("utter_greet"))
    assert "譯文" not in texts_of(chat.say("謝謝"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_of_an_answer_are_in_the_language(chat: Chat, language: str) -> None:
    card = chat.say(QUESTIONS[language]).blocks[0]
    assert isinstance(card, FaqCard)
    labels = next(w.labels for w in load_responses().wordings if w.language == language)
    assert [option.label for option in card.feedback] == [labels["有幫助"], labels["沒幫助"]]
    assert {option.label for option in card.chips if option.value in labels} <= set(labels.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", ["有幫助", "要帶什麼文件"])
def test_a_button_pressed_or_its_label_typed_keeps_the_language(
    chat: Chat, language: str, value: str
) -> None:
    chat.say(QUESTIONS[language])
    asked = chat.state
    label = next(w.labels[value] for w in load_responses().wordings if w.language == language)
    results = []
    for typed in (value, *spoken(label)):
        chat.state = asked
        results.append(chat.say(typed))
    assert {turn.state.language for turn in results} == {language}
    assert len({texts_of(turn) for turn in results}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_are_taken_by_number_and_by_label_in_the_language(chat: Chat, language: str) -> None:
    chat.state = replace(chat.state, language=language, topic="migrant-passport-withheld")
    chat.say(GREETINGS[language])
    chat.state = replace(chat.state, topic="migrant-passport-withheld")
    turn = related(situation(chat.engine, "沒幫助", chat.state, NOW))
    offer, offered = turn.blocks[0], turn.state
    assert isinstance(offer, Choices)
    chat.state = offered
    by_number = chat.say("1").blocks[0]
    chat.state = offered
    by_label = chat.say(spoken(offer.options[0].label)[-1]).blocks[0]
    assert isinstance(by_number, FaqCard) and isinstance(by_label, FaqCard)
    assert by_number.entry == by_label.entry
    chat.state = offered
    none = chat.say(spoken(offer.options[-1].label)[-1])
    assert none.state.language == language
    assert not any(isinstance(block, FaqCard) for block in none.blocks)


def _told_to_be_chinese(language: str, blocks: tuple[Block, ...]) -> bool:
    """Whether the first block says in ``language`` that Chinese follows, and the second is 1955 to press."""
    wording = next(w for w in load_responses().wordings if w.language == language)
    first, second = blocks[:2]
    return (
        isinstance(first, Text)
        and first.text.startswith(wording.responses["utter_chinese_only"])
        and second == Link("1955", "tel:1955")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_point_in_chinese_is_told_to_be_in_the_language_with_1955_to_press(
    chat: Chat, language: str
) -> None:
    chat.state = replace(chat.state, language=language, topic="labor-housing")
    turn = chat.say("有期限嗎")
    assert _told_to_be_chinese(language, turn.blocks)
    assert turn.state.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_point_that_is_translated_is_not_told_to_be_chinese(chat: Chat, language: str) -> None:
    chat.state = replace(chat.state, language=language, topic="migrant-passport-withheld")
    blocks = chat.say("窗口在哪裡").blocks
    view = chat.engine.catalogue.view("migrant-passport-withheld", NOW, language)
    assert view is not None and view.translation is not None
    assert isinstance(blocks[0], Text | Choices)
    assert blocks[0].text.startswith(view.translation.labels["window"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_without_translation_is_told_to_be_in_chinese_with_1955_to_press(
    chat: Chat, language: str
) -> None:
    views = (chat.engine.catalogue.view(entry.id, NOW, language) for entry in chat.engine.catalogue)
    view = next(view for view in views if view and not view.translation)
    chat.state = replace(chat.state, language=language, choices=(Option(view.question, view.question),))
    blocks = chat.say("1").blocks
    assert _told_to_be_chinese(language, blocks)
    card = blocks[2]
    assert isinstance(card, FaqCard) and card.entry.id == view.id


def test_a_question_in_filipino_is_answered_in_filipino_and_the_language_is_kept(chat: Chat) -> None:
    for question in ("Paano po kinukuwenta ang overtime?", "ok", "Puwede po ba akong lumipat ng amo?"):
        turn = chat.say(question)
        assert turn.state.language == "fil"
    card = next(block for block in turn.blocks if isinstance(block, FaqCard))
    assert card.entry.id == "migrant-transfer-employer"
    assert card.brief is not None and card.brief.language == "fil"
    assert "employer" in card.brief.answer and card.brief.notice is not None


def test_what_follows_in_chinese_is_not_announced_to_who_writes_chinese(chat: Chat) -> None:
    chat.say("勞資爭議調解要怎麼申請？")
    assert all(not isinstance(block, Link) for block in chat.say("有期限嗎").blocks)


def test_not_understood_twice_leads_to_people_in_the_language(chat: Chat) -> None:
    chat.say("What will the weather be on Mars tomorrow?")
    exits = texts_of(chat.say("Please sing a song about Mars"))
    assert "1955" in exits and "Please contact" in exits
    assert "07-8124613" in exits and "{" not in exits


def test_an_approved_translation_has_no_notice() -> None:
    texts = {"utter_thanks": ("不客氣。",)}
    wording = Wording("en", "awaiting review", {"utter_thanks": "You are welcome."}, {}, approved_by="陳審查")
    assert Responses(texts, [wording]).pick("utter_thanks", language="en") == "You are welcome.\n\n不客氣。"


def test_a_sentence_without_translation_is_said_in_chinese() -> None:
    responses = Responses({"utter_thanks": ("不客氣。",)}, [Wording("en", "pending", {}, {})])
    assert responses.pick("utter_thanks", language="en") == "不客氣。"
