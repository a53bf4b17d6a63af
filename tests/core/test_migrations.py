"""Migrations go up, down and up again on both databases."""

import asyncio

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from core.database import Base, Database
from core.migrations import FOLDER


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
