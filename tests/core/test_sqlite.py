"""SQLite beside the event loop: one crossing a statement, and all that SQLAlchemy asks of a driver."""

from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.database import Database


@pytest.fixture
async def file(tmp_path: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)"))
    return database


async def test_a_statement_with_its_rows_crosses_to_the_thread_once(
    file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossings = 0
    cross = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, *arguments: object) -> object:
        nonlocal crossings
        crossings += 1
        return await cross(self, *arguments)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with file.reading() as session:
        assert (await session.execute(text("SELECT 1 UNION SELECT 2"))).all() == [(1,), (2,)]
    assert crossings == 1
    await file.close()


async def test_rows_keys_and_counts_come_back(file: Database) -> None:
    async with file.transaction() as session:
        for word in ("甲", "乙"):
            await session.execute(text("INSERT INTO t (b) VALUES (:b)"), {"b": word})
        changed = await session.execute(text("UPDATE t SET b = b || '。'"))
        assert changed.rowcount == 2  # type: ignore[attr-defined]
        assert (await session.scalars(text("SELECT b FROM t ORDER BY a"))).all() == ["甲。", "乙。"]
    await file.close()


async def test_what_failed_is_undone(file: Database) -> None:
    with pytest.raises(IntegrityError):
        async with file.transaction() as session:
            await session.execute(text("INSERT INTO t (b) VALUES ('甲')"))
            await session.execute(text("INSERT INTO t (b) VALUES (NULL)"))
    async with file.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM t")) == 0
    await file.close()
