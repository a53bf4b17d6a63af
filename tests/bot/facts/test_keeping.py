"""Facts are kept sealed for the conversation alone, and never where they can be read."""

import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.flows.service import FlowService
from bot.models import ConversationRow, TurnRow
from bot.policy import RasaClient
from bot.service import ConversationService
from core.database import Database
from core.encryption import Vault, new_key
from retrieval.engine import Engine
from tests.bot.conftest import NOW


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):  # type: ignore[no-untyped-def]
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(database: Database, engine: Engine, clock: Clock) -> AsyncIterator[ConversationService]:
    key = new_key()
    rasa = RasaClient(["http://127.0.0.1:9"], "t", 0.2)
    yield ConversationService(database, engine, rasa, "k" * 32, FlowService(Vault(lambda: [key]), ()), clock)
    await rasa.close()


def _known(reply) -> list[str]:  # type: ignore[no-untyped-def]
    return [fact["label"] for block in reply.messages if block["type"] == "known" for fact in block["facts"]]


async def test_a_fact_is_known_in_the_next_turn(service: ConversationService) -> None:
    first = await service.reply(None, "做了三年兩個月，月薪四萬")
    assert _known(first) == ["月薪 40,000 元", "年資 3 年 2 個月"]
    assert _known(await service.reply(first.session, "我的情況")) == _known(first)


async def test_nothing_of_a_fact_stands_readable_beside_the_words_themselves(
    service: ConversationService, database: Database
) -> None:
    await service.reply(None, "住在鳳山，月薪四萬五")
    async with database.transaction() as session:
        row = (await session.scalars(select(ConversationRow))).one()
        turn = (await session.scalars(select(TurnRow))).one()
    assert row.facts and "45000" not in row.facts
    assert "45" not in json.dumps([row.state, turn.reply], ensure_ascii=False)
    assert turn.sealed and "鳳山" not in turn.sealed


async def test_who_sends_a_message_again_sees_the_chips_again(service: ConversationService) -> None:
    first = await service.reply(None, "月薪四萬", client_id="a")
    assert _known(await service.reply(first.session, "月薪四萬", client_id="a")) == ["月薪 40,000 元"]


async def test_facts_are_forgotten_when_the_conversation_is_over(
    service: ConversationService, database: Database, clock: Clock
) -> None:
    first = await service.reply(None, "月薪四萬")
    clock.now += timedelta(hours=25)
    await service.tidy(clock.now)
    async with database.transaction() as session:
        assert (await session.scalars(select(ConversationRow.facts))).one() is None
    assert _known(await service.reply(first.session, "我的情況")) == []


async def test_they_lapse_even_where_nobody_tidied(service: ConversationService, clock: Clock) -> None:
    first = await service.reply(None, "月薪四萬")
    clock.now += timedelta(hours=25)
    assert _known(await service.reply(first.session, "我的情況")) == []


async def test_the_log_holds_none(
    service: ConversationService, caplog: pytest.LogCaptureFixture, capsys
) -> None:  # type: ignore[no-untyped-def]
    with caplog.at_level(logging.INFO):
        await service.reply(None, "月薪四萬五")
    logged = caplog.text + "".join(capsys.readouterr())
    assert "45000" not in logged and "45,000" not in logged and "四萬五" not in logged


async def test_a_lost_key_stops_nobody(service: ConversationService, database: Database) -> None:
    first = await service.reply(None, "月薪四萬")
    async with database.transaction() as session:
        await session.execute(text("UPDATE conversation SET facts = 'not ours'"))
    assert _known(await service.reply(first.session, "我住鳳山")) == ["地區 鳳山區"]
