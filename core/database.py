"""Database engine and sessions: SQLite (WAL) by default, PostgreSQL for a city."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy.dialects.postgresql as postgresql
import sqlalchemy.dialects.sqlite as sqlite
from sqlalchemy import JSON, DateTime, FromClause, TypeDecorator, event, func, make_url, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from core.sqlite import connect

# SQLSTATE classes: data exceptions and violated constraints.
_REFUSALS = frozenset({"22", "23"})
# The server has become a standby: it goes on answering, and refuses every write.
_READ_ONLY_SERVER = "25006"
# A server whose machine or network is gone says nothing at all, and the kernel waits a quarter of an hour.
_CONNECT_SECONDS = 10
_STATEMENT_SECONDS = 60
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


async def one_after_the_other(session: AsyncSession, name: str) -> None:
    """Whoever does the same about ``name`` waits until this transaction ends, in whatever process.

    For what is counted before it is written, where there is no row yet to lock. SQLite has one process, whose
    transactions come one after the other anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def refuses(error: BaseException) -> bool:
    """Whether a database that is there refused the data of a statement; trying again does not help."""
    if isinstance(error, IntegrityError | DataError):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "")[:2] in _REFUSALS
    return isinstance(error, StatementError)  # the driver could not even write it down


def _leave_a_standby(context: ExceptionContext) -> None:
    """After a fail-over the open connections lead to the old server: give them up, as those of a dead one."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY_SERVER:
        context.is_disconnect = True


def cannot_hold(error: BaseException) -> bool:
    """Whether a value of a statement is none that the database can hold, e.g. a far too large number."""
    if isinstance(error, OverflowError | UnicodeEncodeError | DataError):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "").startswith("22")
    return isinstance(error, StatementError)


class Base(DeclarativeBase):
    """Base of the tables of every room."""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # FULL: what was committed has outlived a power cut before somebody is told of it, e.g. a receipt.
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


class Database:
    """One engine with its sessions; ``async with database.transaction() as session`` commits or rolls back.

    Transactions are short and never begun inside another.
    """

    def __init__(self, url: str) -> None:
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        # A server may have been restarted since the last transaction; a file is always there. What is in a
        # statement is personal data, and errors go to the log.
        options: dict[str, Any] = (
            {"connect_args": {"async_creator_fn": connect}}
            if is_sqlite
            else {
                "pool_pre_ping": True,
                "connect_args": {"timeout": _CONNECT_SECONDS, "command_timeout": _STATEMENT_SECONDS},
            }
        )
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **options)
        if is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            # SQLite has one writer, and those who wait for it only look again now and then: queue here.
            self._turn = asyncio.Lock()
        else:
            event.listen(self.engine.sync_engine, "handle_error", _leave_a_standby)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or rolled back on an exception."""
        async with self._turn, self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads, and waits for no writer.

        Raises:
            OSError, SQLAlchemyError: the database is away; a SQLite file that is gone is not made anew.
        """
        url = self.engine.url
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise FileNotFoundError("the database file is gone")
        async with self._sessions() as session:
            yield session

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
