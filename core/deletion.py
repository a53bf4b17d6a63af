"""Deleting very many rows in parts: others wait for each transaction on SQLite."""

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from core.database import Database

# What one transaction deletes.
PART = 500


async def delete_in_parts(
    database: Database,
    key: InstrumentedAttribute[int],
    *which: ColumnElement[bool],
    with_rows_by: tuple[InstrumentedAttribute[int], ...] = (),
) -> int:
    """Delete the rows of the table of ``key`` that are ``which``, the oldest first; returns how many.

    ``with_rows_by`` are columns of other tables that refer to ``key``: their rows go with them.
    """
    deleted = 0
    while True:
        async with database.transaction() as session:
            rows = list(await session.scalars(select(key).where(*which).order_by(key).limit(PART)))
            # Asked again: what was wanted meanwhile stays.
            still = select(key).where(key.in_(rows), *which)
            for column in with_rows_by:
                await session.execute(delete(column.class_).where(column.in_(still)))
            await session.execute(delete(key.class_).where(key.in_(rows), *which))
        deleted += len(rows)
        if len(rows) < PART:
            return deleted
