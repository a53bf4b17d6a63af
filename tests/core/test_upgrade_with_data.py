"""An upgrade keeps what is there: rows of the shape of every revision go through all that follow it."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, inspect, select
from sqlalchemy import types as sql
from sqlalchemy.ext.asyncio import create_async_engine

from core.migrations import FOLDER
from core.settings import Settings
from tests.postgres import Postgres

T = TypeVar("T")
Newest = dict[tuple[str, str], Any]
_NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return Settings(_env_file=None, data_dir=tmp_path).database
    postgres: Postgres = request.getfixturevalue("postgres")
    return Settings(_env_file=None, database_url=postgres.create("upgrades")).database


def _revisions() -> list[str]:
    walked = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]
    return walked[::-1]


def _upgrade(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    command.upgrade(config, revision)


def _in(url: str, job: Callable[[Connection], T]) -> T:
    async def done() -> T:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            found = await connection.run_sync(job)
        await engine.dispose()
        return found

    return asyncio.run(done())


def _sample(column: Column[Any], number: int) -> Any:
    """A value that the column takes, another for every ``number``."""
    kind = column.type
    if isinstance(kind, sql.Boolean):
        return False
    if isinstance(kind, sql.JSON):
        return {}
    if isinstance(kind, sql.DateTime):
        return _NOW if kind.timezone else _NOW.replace(tzinfo=None)
    if isinstance(kind, sql.Date):
        return date(2026, 11, 26) + timedelta(days=number)
    if isinstance(kind, sql.Numeric | sql.Integer):
        return number
    if isinstance(kind, sql.LargeBinary):
        return b"x"
    return str(uuid.uuid4())[: getattr(kind, "length", None) or 36]


def _add(connection: Connection, table: Table, number: int, newest: Newest) -> None:
    row = {}
    for column in table.columns:
        given = next(iter(column.foreign_keys), None)
        if given is not None:
            row[column.name] = newest.get((given.column.table.name, given.column.name))
        elif not column.nullable:
            # Beyond what the migrations bring along themselves.
            row[column.name] = _sample(column, 1000 + number)
    connection.execute(insert(table).values(row))
    newest.update({(table.name, name): value for name, value in row.items()})


def _rows(connection: Connection) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(connection)
    count = select(func.count())
    return {t.name: connection.scalar(count.select_from(t)) or 0 for t in tables.tables.values()}


def _filled(connection: Connection, number: int) -> dict[str, int]:
    """Another row in every table; the number of rows of each."""
    tables = MetaData()
    tables.reflect(connection)
    newest: Newest = {}
    for table in tables.sorted_tables:
        if table.name != "alembic_version":
            _add(connection, table, number, newest)
    return _rows(connection)


def test_no_upgrade_loses_a_row_of_any_earlier_version(url: str) -> None:
    before: dict[str, int] = {}
    for number, revision in enumerate(_revisions()):
        _upgrade(url, revision)
        after = _in(url, _rows)
        # A table that goes is renamed or told in its migration.
        lost = {name: count for name, count in before.items() if after.get(name, count) < count}
        assert not lost, revision
        before = _in(url, lambda connection, number=number: _filled(connection, number))  # type: ignore[misc]
    assert min(count for name, count in before.items() if name != "alembic_version") >= 1
    assert max(before.values()) >= len(_revisions())
    assert "case_" in "".join(_in(url, lambda connection: inspect(connection).get_table_names()))
