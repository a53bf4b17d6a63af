"""Telling a database that is away from one that refuses what it is given."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from connectors.models import ButtonRow
from core.database import Database, refuses


async def _error(database: Database, *rows: ButtonRow) -> BaseException:
    with pytest.raises(SQLAlchemyError) as caught:
        async with database.transaction() as session:
            for row in rows:
                session.add(row)
                await session.flush()
    return caught.value


async def test_a_broken_constraint_is_a_refusal(database: Database) -> None:
    assert refuses(await _error(database, ButtonRow(token="a", value=None)))  # type: ignore[arg-type]


async def test_a_text_that_is_too_long_or_no_text_is_a_refusal(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":  # which takes both
        return
    assert refuses(await _error(database, ButtonRow(token="a" * 65, value="x")))
    assert refuses(await _error(database, ButtonRow(token="a", value="NUL \0")))


async def test_a_database_that_is_away_or_lacks_a_table_refuses_nothing(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as caught:
        async with database.transaction() as session:
            await session.execute(text("SELECT * FROM nowhere"))
    assert not refuses(caught.value)
    away = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    with pytest.raises(OSError) as gone:
        await away.connect()
    assert not refuses(gone.value)


async def test_an_error_does_not_show_what_was_written(database: Database) -> None:
    async with database.transaction() as session:
        session.add(ButtonRow(token="canary-A123456789", value="x"))
    if database.engine.dialect.name == "sqlite":  # PostgreSQL itself tells the key that is there
        error = await _error(database, ButtonRow(token="canary-A123456789", value="x"))
        assert "canary" not in str(error)


async def test_a_commit_is_on_the_disk_before_it_is_told(database: Database) -> None:
    asked, full = (
        ("PRAGMA synchronous", 2)
        if database.engine.dialect.name == "sqlite"
        else ("SHOW synchronous_commit", "on")
    )
    opened = Database(database.engine.url.render_as_string(hide_password=False))
    async with opened.transaction() as session:
        assert await session.scalar(text(asked)) == full
    await opened.close()
