"""Bring the database to the newest revision."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, select, table

FOLDER = Path(__file__).resolve().parent.parent / "migrations"

# Where Alembic notes which migrations were run; a context of it for each look would be far dearer.
_NOTED = table("alembic_version", column("version_num"))


def migrate(url: str) -> None:
    """Run all migrations on the database at ``url``; safe to repeat."""
    if url.startswith("sqlite"):
        Path(url.split(":///", 1)[1]).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def revisions() -> frozenset[str]:
    """The revisions that this program knows."""
    return frozenset(script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions())


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this program: no migration is left, none is from a newer one."""
    if not connection.dialect.has_table(connection, _NOTED.name):
        return False
    return frozenset(connection.scalars(select(_NOTED.c.version_num))) == _newest()


@cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(FOLDER)).get_heads())
