"""Migrations go up, down and up again on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from core.database import Base, Database
from core.migrations import FOLDER, migrate
from core.settings import Settings
from tests.postgres import Postgres

OURS = ("case_", "calendar_", "digest", "bulletin", "turn_use")


def _differences(connection: Connection) -> list[Any]:
    def is_ours(name: str, kind: str, *_: object) -> bool:
        return kind != "table" or name.startswith(OURS)

    def only_ours(thing: Any, name: str, kind: str, *_: object) -> bool:
        return kind != "table" or name.startswith(OURS)

    options = {"compare_type": True, "include_name": is_ours, "include_object": only_ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


@pytest.fixture(params=["sqlite", "postgresql"])
async def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated database of each kind whose tables nobody else needs."""
    if request.param == "sqlite":
        settings = Settings(_env_file=None, data_dir=tmp_path)
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        settings = Settings(_env_file=None, database_url=postgres.create("migrations"))
    await asyncio.to_thread(migrate, settings.database)
    database = Database(settings.database)
    yield database
    await database.close()


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = database.engine.url.render_as_string(hide_password=False)
    return config


async def _tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_every_migration_can_be_taken_back_and_made_again(own_database: Database) -> None:
    database = own_database
    config, before = _config(database), await _tables(database)
    await asyncio.to_thread(command.downgrade, config, "base")
    assert await _tables(database) == {"alembic_version"}
    await asyncio.to_thread(command.upgrade, config, "head")
    assert await _tables(database) == before


async def test_the_tables_are_those_of_the_models(database: Database) -> None:
    assert await _tables(database) - {"alembic_version"} == set(Base.metadata.tables)


async def test_the_tables_of_the_cases_match_their_models_in_every_column(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
