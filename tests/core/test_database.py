"""Telling a database that is away from one that refuses what it is given."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from connectors.models import ButtonRow
from core.database import Database, refuses


async def _error(database: Database, *rows: ButtonRow) -> BaseException:
    with pytest.raises(SQLAlchemyError) as caught:
        async with database.transaction() as db:
            for row in rows:
                db.add(row)
                await db.flush()
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
        async with database.transaction() as db:
            await db.execute(text("SELECT * FROM nowhere"))
    assert not refuses(caught.value)
    away = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    with pytest.raises(OSError) as gone:
        await away.connect()
    assert not refuses(gone.value)
