"""After its time a chat is nowhere: not in a table, not in a file, not in a log."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from structlog.testing import capture_logs

from bot.handover.models import HandoverRow
from bot.handover.schemas import HandoverState
from bot.models import TurnRow
from bot.retention import erase_old_chats, forget_requests
from core.encryption import Vault
from publication.models import OpenQuestionRow
from tests.bot.flows.conftest import ANNA, Talk, World, talk, vault, world
from tests.stored import everything_stored

__all__ = ["talk", "vault", "world"]

KEPT = timedelta(days=90)
CANARIES = ("金絲雀小明", "A123456789", "0912-345-678", "canary@example.tw", "鹽埕區七賢三路九十九號")
TOLD = f"我是{CANARIES[0]}，身分證 {CANARIES[1]}，電話 {CANARIES[2]}，{CANARIES[3]}，住{CANARIES[4]}，"


async def _rows(world: World, table: type) -> int:
    async with world.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def _found(world: World, folder: Path, vault: Vault) -> set[str]:
    """Which canaries stand in any table, sealed or not, or in any file of the data folder."""
    places = [text for _, _, text in await everything_stored(world.database)]
    places += [vault.open(text) for text in places if text.startswith("gAAAA")]
    for file in folder.rglob("*"):
        if file.is_file():
            places.append(file.read_bytes().decode("utf-8", "replace"))
    return {canary for canary in CANARIES if any(canary in place for place in places)}


async def _whole_life(world: World, talk: Talk) -> None:
    """Everything that can be said in a chat, with the canaries in it."""
    await talk.say(f"{TOLD}老闆沒給加班費")
    await talk.say(f"{TOLD}貓可以保勞保嗎")
    await talk.say_all("我要陳情", "檢舉公司違反勞動法令", "同意", "工資", f"{TOLD}都不給薪水", "先停下來")
    now, other = world.clock.now, Talk(world, "webchat", "c2")
    await world.handover.heartbeat(ANNA, now)
    await other.say("我要找真人")
    await world.handover.take(ANNA, now, "c2")
    await world.handover.note(ANNA, "c2", f"{TOLD}很急", now)
    await world.handover.say(ANNA, "c2", f"{CANARIES[0]}您好，我打 {CANARIES[2]} 給您", now)
    await other.say(f"好，{TOLD}謝謝")
    await world.handover.hand_back(ANNA, "c2", now)


async def test_known_words_are_nowhere_after_their_time(
    world: World, talk: Talk, vault: Vault, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as lines, caplog.at_level(logging.INFO):
        await _whole_life(world, talk)
        assert CANARIES[0] in await _found(world, tmp_path, vault)
        world.clock.after(days=91)
        await world.conversation.tidy(world.clock.now)
        assert await erase_old_chats(world.database, KEPT, world.clock.now) > 5
    if world.database.engine.dialect.name == "sqlite":
        async with world.database.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert await _found(world, tmp_path, vault) == set()
    told = "\n".join([*map(str, lines), *(record.getMessage() for record in caplog.records)])
    assert not [canary for canary in CANARIES if canary in told]
    # That somebody asked for a person, and when, stays for the reports.
    assert await _rows(world, HandoverRow) == 1 and await _rows(world, TurnRow) == 0


async def test_who_asked_for_a_person_is_forgotten_after_a_year(world: World, talk: Talk) -> None:
    await world.handover.heartbeat(ANNA, world.clock.now)
    await talk.say("我要找真人")
    world.clock.after(days=400)
    year = timedelta(days=365)
    await forget_requests(world.database, year, world.clock.now)
    assert await _rows(world, HandoverRow) == 1  # still waiting: it is not over
    async with world.database.transaction() as session:
        await session.execute(update(HandoverRow).values(state=HandoverState.ENDED, ended_at=world.clock.now))
    world.clock.after(days=364)
    await forget_requests(world.database, year, world.clock.now)
    assert await _rows(world, HandoverRow) == 1
    world.clock.after(days=2)
    await forget_requests(world.database, year, world.clock.now)
    assert await _rows(world, HandoverRow) == 0


async def test_what_is_not_old_stays_and_the_conversation_goes_on(world: World, talk: Talk) -> None:
    await talk.say("老闆沒給加班費")
    world.clock.after(days=60)
    await talk.say("那要帶什麼")
    world.clock.after(days=60)
    assert await erase_old_chats(world.database, KEPT, world.clock.now) == 1
    assert await _rows(world, TurnRow) == 1
    assert await talk.say("要多久")


async def test_a_chat_that_a_person_still_serves_stays_whole(world: World, talk: Talk) -> None:
    await world.handover.heartbeat(ANNA, world.clock.now)
    await talk.say("我要找真人")
    world.clock.after(days=200)
    assert await erase_old_chats(world.database, KEPT, world.clock.now) == 0
    assert await _rows(world, TurnRow) == 1


async def test_many_old_turns_are_erased_in_one_round(world: World, talk: Talk) -> None:
    await talk.say("你好")
    at = world.clock.now
    row = {"conversation_id": "c1", "text": "x", "reply": {}, "through": "direct", "created_at": at}
    async with world.database.transaction() as session:
        await session.execute(insert(TurnRow), [row] * 1200)
    world.clock.after(days=91)
    assert await erase_old_chats(world.database, KEPT, world.clock.now) == 1201
    assert await _rows(world, OpenQuestionRow) == 0
