"""Telling a database that is away from one that refuses what it is given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import make_url, text
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


@asynccontextmanager
async def _silent_at_will(url: str) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """``url`` through a network that carries nothing, and says so to nobody, while the event is clear."""
    server, carries, opened = make_url(url), asyncio.Event(), []
    carries.set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while content := await reader.read(65536):
                if carries.is_set():
                    writer.write(content)
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(server.host, server.port)
        opened.extend(
            [asyncio.create_task(carry(reader, there[1])), asyncio.create_task(carry(there[0], writer))]
        )

    network = await asyncio.start_server(connected, "127.0.0.1", 0)
    through = server.set(port=network.sockets[0].getsockname()[1])
    yield through.render_as_string(hide_password=False), carries
    network.close()
    for task in opened:
        task.cancel()


async def test_a_server_that_says_nothing_any_more_holds_nobody_up_for_ever(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.database._STATEMENT_SECONDS", 1)
    async with _silent_at_will(migrated_postgres_url) as (url, carries):
        database = Database(url)
        for network_is_there in (True, False, False, True):
            carries.set() if network_is_there else carries.clear()
            try:
                async with asyncio.timeout(60), database.transaction() as session:
                    await session.execute(text("SELECT 1"))
            except (OSError, SQLAlchemyError):
                assert not network_is_there
            else:
                assert network_is_there
        await database.close()


async def test_connections_to_a_server_that_became_a_standby_are_given_up(migrated_postgres_url: str) -> None:
    """As after a fail-over: what was open goes on reading and never writes again, what is opened anew does."""
    database = Database(migrated_postgres_url)
    async with database.reading() as one, database.reading() as other:
        for session in (one, other):
            await session.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
            await session.commit()
    await _error(database, ButtonRow(token="after the fail-over", value="x"))
    for number in range(3):
        async with database.transaction() as session:
            session.add(ButtonRow(token=f"after the fail-over {number}", value="x"))
    await database.close()
