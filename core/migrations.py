"""Bring the database to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


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
