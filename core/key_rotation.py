"""Seal everything again with the newest key, while the app goes on working."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, and_, select, update

from core.database import Base, Database
from core.encryption import Vault
from core.sealed import SealedType

_BATCH = 200


def sealed_columns() -> Iterator[tuple[Table, str]]:
    """Every column that holds something sealed, of all tables that are imported."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedType):
                yield table, column.name


async def rotate_columns(database: Database, vault: Vault) -> int:
    """Seal every sealed value with the vault's first key; returns how many were.

    A value that the app changes meanwhile is left alone: it was sealed anew by that.

    Raises:
        WrongKey: a value was sealed with a key that the vault lacks; what was done so far stays.
    """
    changed = 0
    for table, name in sealed_columns():
        changed += await _rotate(database, vault, table, name)
    return changed


async def _rotate(database: Database, vault: Vault, table: Table, name: str) -> int:
    keys, column = list(table.primary_key.columns), table.columns[name]
    kind = column.type
    assert isinstance(kind, SealedType)
    async with database.transaction() as session:
        ids = (await session.execute(select(*keys).where(kind.holding(column)))).all()
    changed = 0
    for start in range(0, len(ids), _BATCH):
        async with database.transaction() as session:
            for row in ids[start : start + _BATCH]:
                same: ColumnElement[bool] = and_(
                    *(key == value for key, value in zip(keys, row, strict=True))
                )
                old = await session.scalar(select(column).where(same))
                if old is not None:
                    new = {name: kind.anew(old, vault)}
                    done = await session.execute(update(table).where(same, column == old).values(new))
                    changed += done.rowcount  # type: ignore[attr-defined]
    return changed
