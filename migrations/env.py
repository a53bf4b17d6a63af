"""Alembic's entry: runs the migrations on the app's own async engine."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import create_async_engine

import backup.tables  # noqa: F401  every model
from core.database import Base


def _run(connection: Connection) -> None:
    # All migrations are one transaction, on SQLite as well: killed midway, nothing has happened.
    context.configure(connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


def _manual(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _online() -> None:
    engine = create_async_engine(context.config.attributes["url"], hide_parameters=True)
    if engine.dialect.name == "sqlite":
        # The driver would commit before each change of a table:
        # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
        event.listen(engine.sync_engine, "connect", _manual)
        event.listen(engine.sync_engine, "begin", _begin)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_online())
