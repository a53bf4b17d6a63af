"""An upgrade keeps what is there: rows of the shape of every revision go through all that follow it."""

import asyncio
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, literal, select, table, union_all
from sqlalchemy import types as sql
from sqlalchemy.ext.asyncio import create_async_engine

from core.migrations import FOLDER
from core.settings import Settings
from tests.postgres import Postgres

T = TypeVar("T")
Newest = dict[tuple[str, str], Any]
Counts = dict[str, int]
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


def _add(connection: Connection, to: Table, number: int, newest: Newest) -> None:
    row = {}
    for column in to.columns:
        given = next(iter(column.foreign_keys), None)
        if given is not None:
            row[column.name] = newest.get((given.column.table.name, given.column.name))
        elif not column.nullable:
            # Beyond what the migrations bring along themselves.
            row[column.name] = _sample(column, 1000 + number)
    connection.execute(insert(to).values(row))
    newest.update({(to.name, name): value for name, value in row.items()})


def _counts(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The number of rows of each table, in one query."""
    counts = (select(literal(name), func.count()).select_from(table(name)) for name in names)
    return dict(tuple(row) for row in connection.execute(union_all(*counts)))


def _filled(connection: Connection, number: int, before: Counts) -> Counts:
    """What there is after another row in every table, once every row of ``before`` is found to be there."""
    tables = MetaData()
    tables.reflect(connection)
    ours = [found for found in tables.sorted_tables if found.name != "alembic_version"]
    names = [found.name for found in ours]
    after = _counts(connection, names)
    # A table that goes is renamed or told in its migration.
    assert not {name: count for name, count in before.items() if after.get(name, count) < count}
    newest: Newest = {}
    for found in ours:
        _add(connection, found, number, newest)
    return _counts(connection, names)


def test_no_upgrade_loses_a_row_of_any_earlier_version(url: str) -> None:
    counts: Counts = {}
    for number, revision in enumerate(_revisions()):
        _upgrade(url, revision)
        counts = _in(url, partial(_filled, number=number, before=counts))
    assert min(counts.values()) >= 1 and max(counts.values()) >= len(_revisions())
    assert "case_record" in counts and len(counts) > 50
