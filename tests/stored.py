"""Looks into every table there is, for the tests that ask what is kept anywhere."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import MetaData

from core.database import Database


async def everything_stored(database: Database) -> list[tuple[str, str, str]]:
    """Every value of every table as (table, column, text); bytes and JSON as text without escapes.

    The tables are those of the database itself, read as it keeps them.
    """
    metadata = MetaData()
    async with database.engine.connect() as connection:
        await connection.run_sync(metadata.reflect)
        return [
            (table.name, column.name, readable)
            for table in metadata.sorted_tables
            for row in await connection.execute(table.select())
            for column, value in zip(table.columns, row, strict=True)
            for readable in _texts(value)
        ]


def _texts(value: Any) -> Iterator[str]:
    """``value`` as text, none for what is empty."""
    if isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, dict | list):
        yield json.dumps(value, ensure_ascii=False, default=str)
    elif value is not None:
        yield str(value)
