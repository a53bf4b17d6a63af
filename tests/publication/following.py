"""A process that follows what is published, as the app does."""

from pathlib import Path

from core.database import Database
from core.settings import Settings
from core.tasks import Task, Tasks
from publication.live import follow
from retrieval.engine import Engine


def following(engine: Engine, database: Database, root: Path) -> Tasks:
    """The started task that swaps in new generations of ``root``; the test stops it."""
    tasks = Tasks([Task("generation", lambda _: follow(engine, database, root), Settings().reload_seconds)])
    tasks.start()
    return tasks
