"""Migrations go up, down and up again on both databases."""

import asyncio
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from core.database import Base, Database
from core.migrations import FOLDER

OURS = ("case_", "calendar_", "digest", "bulletin", "turn_use")


def _differences(connection: Connection) -> list[Any]:
    def is_ours(name: str, kind: str, *_: object) -> bool:
        return kind != "table" or name.startswith(OURS)

    def only_ours(thing: Any, name: str, kind: str, *_: object) -> bool:
        return kind != "table" or name.startswith(OURS)

    options = {"compare_type": True, "include_name": is_ours, "include_object": only_ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = database.engine.url.render_as_string(hide_password=False)
    return config


async def _tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_every_migration_can_be_taken_back_and_made_again(database: Database) -> None:
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
