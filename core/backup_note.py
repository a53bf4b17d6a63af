"""When this installation was backed up last: written by the backup, read by the desk."""

from datetime import datetime
from pathlib import Path

from core import durable_files

_FILE = "backed_up"


def note(data_dir: Path, now: datetime) -> None:
    """A backup was made at ``now``."""
    durable_files.replace(data_dir / _FILE, now.isoformat().encode())


def last(data_dir: Path) -> datetime | None:
    """When the last backup was made, None when there is none yet."""
    try:
        return datetime.fromisoformat((data_dir / _FILE).read_text("ascii").strip())
    except (OSError, ValueError):
        return None
