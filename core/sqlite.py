"""SQLite beside the event loop: each statement crosses to the thread of its connection once.

``aiosqlite`` crosses over to make a cursor, to execute, to fetch and to close; a crossing costs more than
most of our statements do.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite


class _Cursor:
    """What SQLAlchemy needs of a cursor; the rows come with the statement, as it always fetches all."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> "_Cursor":
        return await self._run(sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Any]) -> "_Cursor":
        return await self._run(sqlite3.Cursor.executemany, statement, parameters)

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """There is nothing left open."""

    async def _run(self, execute: Any, statement: str, parameters: Any) -> "_Cursor":
        await self._connection.beside(self._executed, execute, statement, parameters)
        return self

    def _executed(self, execute: Any, statement: str, parameters: Any) -> None:
        cursor = self._connection.plain.cursor()
        try:
            execute(cursor, statement, parameters)
            self._rows = cursor.fetchall() if cursor.description else []
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()


class Connection(aiosqlite.Connection):
    """A connection of ``aiosqlite`` with cursors that cross over once a statement."""

    @property
    def plain(self) -> sqlite3.Connection:
        """The connection itself, for its own thread."""
        return self._conn

    async def beside(self, run: Any, *arguments: Any) -> Any:
        """``run`` in the thread of the connection."""
        return await self._execute(run, *arguments)  # type: ignore[no-untyped-call]

    def cursor(self) -> Any:
        """A cursor for SQLAlchemy."""
        return _Cursor(self)

    async def rollback(self) -> None:
        """Undo what was not committed; a connection that goes back to the pool mostly has nothing."""
        if self.in_transaction:
            await super().rollback()


def connect(*arguments: Any, **options: Any) -> Connection:
    """As `aiosqlite.connect`: what SQLAlchemy calls with ``async_creator_fn``."""
    made = Connection(lambda: sqlite3.connect(*arguments, **options), 64)
    made._thread.daemon = True
    return made
