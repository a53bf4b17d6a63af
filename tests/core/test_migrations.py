"""The tables of the cases match their models, and the migration can be undone."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

import core.models  # noqa: F401
from core.database import Base, Database
from core.migrations import FOLDER
from tests.conftest import _in_thread

OURS = ("case_", "calendar_")


def _differences(connection: Connection) -> list[Any]:
    def is_ours(name: str, kind: str, *_: object) -> bool:
        return kind != "table" or name.startswith(OURS)

    def only_ours(thing: Any, name: str, kind: str, *_: object) -> bool:
        return kind != "table" or name.startswith(OURS)

    options = {"compare_type": True, "include_name": is_ours, "include_object": only_ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


async def test_the_tables_are_those_of_the_models(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_migration_is_reversible(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = database.engine.url.render_as_string(hide_password=False)
    await _in_thread(command.downgrade, config, "0002")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) != []
    await _in_thread(command.upgrade, config, "head")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
