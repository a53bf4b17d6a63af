"""Files that outlive a power cut: on the disk whole or not at all, before anybody is told of them."""

import os
import tempfile
from pathlib import Path

# What is still being written ends like this, and is swept away if it stays behind.
UNFINISHED = ".new"


def replace(file: Path, content: bytes) -> None:
    """Write ``content`` in the place of what ``file`` holds; readable by the owner only."""
    write_beside(file, content).replace(file)
    sync_folder(file.parent)


def write_beside(file: Path, content: bytes) -> Path:
    """``content`` in a new file of the same folder, on the disk; nothing stays behind when that fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(UNFINISHED, f".{file.name}.", file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def sync_folder(folder: Path) -> None:
    """What was renamed in ``folder`` is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
