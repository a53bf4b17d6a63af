"""A half-filled form behind a private link: found by its token alone, sealed, and not for ever."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from cases.saved_forms.models import SavedFormRow
from cases.saved_forms.service import KEEP, SavedForms
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=TAIPEI)
ANSWERS = {"route": "violation", "what": "老闆從三月起沒有給加班費", "name": "王小明", "key": "k1"}


@pytest.fixture
def saved(vault: Vault) -> SavedForms:
    return SavedForms(vault)


async def test_the_token_finds_what_was_answered(database: Database, saved: SavedForms) -> None:
    async with database.transaction() as session:
        token = await saved.keep(session, ANSWERS, NOW)
    async with database.transaction() as session:
        found = await saved.open(session, token, NOW + timedelta(days=29))
    assert found and found.answers == ANSWERS


async def test_neither_the_token_nor_an_answer_is_in_the_table(database: Database, saved: SavedForms) -> None:
    async with database.transaction() as session:
        token = await saved.keep(session, ANSWERS, NOW)
        (row,) = await session.scalars(select(SavedFormRow))
        stored = f"{row.token_hash} {row.answers}"
    assert len(token) >= 43
    assert token not in stored and "王小明" not in stored


async def test_a_consent_and_what_is_no_answer_are_not_kept(database: Database, saved: SavedForms) -> None:
    async with database.transaction() as session:
        token = await saved.keep(session, ANSWERS | {"consent": "yes", "_told_where": "高雄市小港區"}, NOW)
        found = await saved.open(session, token, NOW)
    assert found and found.answers == ANSWERS


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 20])
async def test_another_token_finds_nothing(database: Database, saved: SavedForms, token: str) -> None:
    async with database.transaction() as session:
        await saved.keep(session, ANSWERS, NOW)
        assert await saved.open(session, token, NOW) is None
        assert not await saved.change(session, token, ANSWERS, NOW)


async def test_after_a_month_the_link_finds_nothing_and_the_form_is_gone(
    database: Database, saved: SavedForms
) -> None:
    async with database.transaction() as session:
        token = await saved.keep(session, ANSWERS, NOW)
        assert await saved.open(session, token, NOW + KEEP) is None
        assert await saved.purge(session, NOW + KEEP) == 1
        assert (await session.scalars(select(SavedFormRow))).all() == []


async def test_the_same_link_holds_what_was_changed(database: Database, saved: SavedForms) -> None:
    async with database.transaction() as session:
        token = await saved.keep(session, ANSWERS, NOW)
        assert await saved.change(session, token, ANSWERS | {"name": "陳大文"}, NOW)
        found = await saved.open(session, token, NOW)
    assert found and found.answers["name"] == "陳大文"


async def test_a_conversation_has_one_link_at_a_time(database: Database, saved: SavedForms) -> None:
    async with database.transaction() as session:
        first = await saved.keep(session, ANSWERS, NOW, "c1")
        second = await saved.keep(session, ANSWERS, NOW, "c1")
        assert await saved.open(session, first, NOW) is None
        found = await saved.open(session, second, NOW)
        assert found and found.conversation_id == "c1"
        await saved.forget_of(session, "c1")
        assert await saved.open(session, second, NOW) is None


async def test_a_form_whose_key_is_lost_is_not_found_and_breaks_nothing(
    database: Database, saved: SavedForms
) -> None:
    async with database.transaction() as session:
        token = await saved.keep(session, ANSWERS, NOW)
        await session.execute(update(SavedFormRow).values(answers="lost"))
    async with database.transaction() as session:
        assert await saved.open(session, token, NOW) is None
