"""What the bot could not answer reaches the learning queue, masked and with its evidence."""

from collections.abc import AsyncIterator

import pytest

from bot.policy import RasaClient
from bot.service import ConversationService
from core.database import Database
from publication import question_service
from publication.schemas import QuestionSource
from retrieval.engine import Engine
from tests.conftest import free_port

OUTSIDE = "請問火星上的天氣好嗎"
VAGUE = "請假"


@pytest.fixture
async def conversation(database: Database, engine: Engine) -> AsyncIterator[ConversationService]:
    """Conversations whose Rasa is not there: the same moves run in this process."""
    rasa = RasaClient([f"http://127.0.0.1:{free_port()}"], "token", 1.0)
    yield ConversationService(database, engine, rasa, "key-of-the-tests")
    await rasa.close()


async def test_a_refused_question_is_noted_without_personal_data(
    conversation: ConversationService, database: Database, engine: Engine
) -> None:
    await conversation.reply(None, f"{OUTSIDE} 我的手機 0912-345-678", "m1")
    (found,) = await question_service.listed(database)
    assert (found.source, found.channel) == (QuestionSource.REFUSAL, "webchat")
    assert OUTSIDE in found.text and "0912" not in found.text
    assert found.generation == engine.generation.number
    assert all(candidate in engine.catalogue for candidate in found.candidates)


async def test_none_of_these_notes_the_question_before_it_with_what_was_offered(
    conversation: ConversationService, database: Database
) -> None:
    first = await conversation.reply(None, VAGUE, "m1")
    (offer,) = [message for message in first.messages if message["type"] == "choices"]
    await conversation.reply(first.session, "以上皆非", "m2")
    (found,) = await question_service.listed(database)
    assert (found.source, found.text) == (QuestionSource.NONE_OF_THESE, VAGUE)
    assert len(found.candidates) == len(offer["options"]) - 1


async def test_the_number_of_none_of_these_counts_as_well(
    conversation: ConversationService, database: Database
) -> None:
    first = await conversation.reply(None, VAGUE, "m1")
    (offer,) = [message for message in first.messages if message["type"] == "choices"]
    await conversation.reply(first.session, str(len(offer["options"])), "m2")
    assert [found.source for found in await question_service.listed(database)] == [
        QuestionSource.NONE_OF_THESE
    ]


async def test_not_helpful_notes_the_question_and_the_answer_that_did_not_help(
    conversation: ConversationService, database: Database
) -> None:
    first = await conversation.reply(None, "老闆不給我加班費怎麼辦", "m1")
    await conversation.reply(first.session, "沒幫助", "m2")
    (found,) = await question_service.listed(database)
    assert (found.source, found.text) == (QuestionSource.NOT_HELPFUL, "老闆不給我加班費怎麼辦")
    assert found.candidates == ("overtime-pay",)


async def test_an_answered_question_and_a_greeting_are_not_noted(
    conversation: ConversationService, database: Database
) -> None:
    first = await conversation.reply(None, "你好", "m1")
    await conversation.reply(first.session, "勞資爭議調解要怎麼申請？", "m2")
    assert await question_service.listed(database) == []


async def test_a_repeated_delivery_is_noted_once(
    conversation: ConversationService, database: Database
) -> None:
    first = await conversation.reply(None, OUTSIDE, "m1")
    await conversation.reply(first.session, OUTSIDE, "m1")
    assert len(await question_service.listed(database)) == 1


async def test_a_message_taken_back_leaves_the_queue(
    conversation: ConversationService, database: Database
) -> None:
    first = await conversation.reply(None, VAGUE, "m1")
    await conversation.reply(first.session, "以上皆非", "m2")
    await conversation.erase(conversation.tokens.open(first.session), "m1")
    assert await question_service.listed(database) == []
