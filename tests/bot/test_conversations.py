"""Turns are recorded, answered once, and answered in time whatever Rasa does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest

from bot.policy import RasaClient
from bot.service import ConversationService
from bot.session_tokens import BadToken
from core.database import Database
from retrieval.engine import Engine


@pytest.fixture
async def silent_rasa() -> AsyncIterator[str]:
    """A Rasa that takes connections and never answers."""
    hold = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hold.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    hold.set()
    server.close()


@pytest.fixture
async def conversation(
    database: Database, engine: Engine, silent_rasa: str
) -> AsyncIterator[ConversationService]:
    rasa = RasaClient([silent_rasa], "token", 1.0)
    yield ConversationService(database, engine, rasa, "key-of-the-tests")
    await rasa.close()


async def test_a_silent_rasa_costs_its_time_limit_and_the_topic_is_kept(
    conversation: ConversationService,
) -> None:
    start = time.monotonic()
    first = await conversation.reply(None, "老闆不給我加班費怎麼辦")
    assert time.monotonic() - start < 10
    second = await conversation.reply(first.session, "那要帶什麼證件？")
    assert second.state["faq_id"] == "overtime-pay"
    assert [turn["role"] for turn in await conversation.history(first.session)] == ["user", "bot"] * 2


async def test_the_same_message_id_is_answered_once(conversation: ConversationService) -> None:
    first = await conversation.reply(None, "申請調解", "m1")
    again = await conversation.reply(first.session, "申請調解", "m1")
    assert again.messages == json.loads(json.dumps(first.messages))
    assert len(await conversation.history(first.session)) == 2


async def test_messages_at_the_same_time_are_all_answered_in_turn(conversation: ConversationService) -> None:
    session = (await conversation.reply(None, "你好")).session
    texts = ["申請調解", "謝謝", "請假", "再見"]
    replies = await asyncio.gather(*(conversation.reply(session, text) for text in texts))
    assert all(reply.messages for reply in replies)
    said = [turn["text"] for turn in await conversation.history(session) if turn["role"] == "user"]
    assert said == ["你好", *texts]


@pytest.fixture
async def other_process(
    database: Database, engine: Engine, silent_rasa: str
) -> AsyncIterator[ConversationService]:
    """The same service with connections and locks of its own, as in another process."""
    own = Database(database.engine.url.render_as_string(hide_password=False))
    rasa = RasaClient([silent_rasa], "token", 1.0)
    yield ConversationService(own, engine, rasa, "key-of-the-tests")
    await rasa.close()
    await own.close()


async def test_two_processes_that_get_the_same_message_at_once_answer_it_once(
    conversation: ConversationService, other_process: ConversationService
) -> None:
    for round in range(4):
        asked = (f"c{round}", "webchat", "申請調解", "m1")
        first, second = await asyncio.gather(conversation.answer(*asked), other_process.answer(*asked))
        assert json.loads(json.dumps(first)) == json.loads(json.dumps(second)) and first["messages"]
        session = conversation.tokens.sign(f"c{round}")
        assert len(await conversation.history(session)) == 2


async def test_two_processes_may_begin_a_conversation_at_once(
    conversation: ConversationService, other_process: ConversationService
) -> None:
    for round in range(4):
        replies = await asyncio.gather(
            conversation.answer(f"n{round}", "webchat", "申請調解", "m1"),
            other_process.answer(f"n{round}", "webchat", "你好", "m2"),
        )
        assert all(reply["messages"] for reply in replies)


async def test_a_forged_session_is_refused(conversation: ConversationService) -> None:
    with pytest.raises(BadToken):
        await conversation.reply("forged", "你好")
