"""Database engine and sessions: SQLite (WAL) by default, PostgreSQL for a city."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

import sqlalchemy.dialects.postgresql as postgresql
import sqlalchemy.dialects.sqlite as sqlite
from sqlalchemy import JSON, DateTime, FromClause, TypeDecorator, event, make_url
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

# SQLSTATE classes: data exceptions and violated constraints.
_REFUSALS = frozenset({"22", "23"})
JsonColumn = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC on both databases; SQLite alone would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without zone cannot be stored: use core.clock.utc_now()")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def insert_into(session: AsyncSession, table: type["Base"] | FromClause) -> Any:
    """An INSERT that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update`` on both databases."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def refuses(error: BaseException) -> bool:
    """Whether a database that is there refused the data of a statement; trying again does not help."""
    if isinstance(error, IntegrityError | DataError):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "")[:2] in _REFUSALS
    return isinstance(error, StatementError)  # the driver could not even write it down


class Base(DeclarativeBase):
    """Base of the tables of every room."""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


class Database:
    """One engine with its sessions; ``async with db.transaction() as session`` commits or rolls back.

    Transactions are short and never begun inside another.
    """

    def __init__(self, url: str) -> None:
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        # A server may have been restarted since the last transaction; a file is always there.
        self.engine: AsyncEngine = create_async_engine(url, pool_pre_ping=not is_sqlite)
        if is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            # SQLite has one writer, and those who wait for it only look again now and then: queue here.
            self._turn = asyncio.Lock()
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or rolled back on an exception."""
        async with self._turn, self._sessions() as session, session.begin():
            yield session

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
