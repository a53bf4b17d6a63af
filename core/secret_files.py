"""Files with secrets in the data folder: for the owner only, on disk whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from core import durable_files

# The umask of every process: what it makes may hold personal data, and is for the owner only.
PRIVATE = 0o077


class BadSecret(ValueError):
    """A secret that cannot be used; the message says what to do and shows nothing of it."""


class MissingSecret(BadSecret):
    """A secret that something was kept with is gone; a new one would not open it."""

    def __init__(self, file: Path, setting: str) -> None:
        """``setting`` is the variable that may hold the secret instead."""
        super().__init__(
            f"{file} is missing, but data sealed with it are stored: put it back from where it was kept, "
            f"or set {setting}. No new one is made, for it would not open them."
        )


class DamagedSecret(BadSecret):
    """A file with a secret is empty or damaged; using it would be worse than not starting."""

    def __init__(self, file: Path, setting: str) -> None:
        """``setting`` is the variable that may hold the secret instead."""
        super().__init__(
            f"{file} is empty or damaged: put it back from a backup, or set {setting}. "
            "Delete it only if nothing was ever kept with it; a new one is then made."
        )


def create(file: Path, text: str) -> None:
    """Write ``text`` unless ``file`` is there, which another process may have made meanwhile."""
    fresh = durable_files.write_beside(file, text.encode("ascii"))
    try:
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        fresh.unlink()
    durable_files.sync_folder(file.parent)


def replace(file: Path, text: str) -> None:
    """Write ``text`` in the place of what ``file`` holds."""
    durable_files.replace(file, text.encode("ascii"))


def read(file: Path, setting: str) -> str:
    """The text of ``file``.

    Raises:
        DamagedSecret: it is empty or no ASCII; the message does not show what it holds.
        FileNotFoundError: there is no file.
    """
    content = file.read_bytes()
    if not content.strip() or not content.isascii() or b"\0" in content:
        raise DamagedSecret(file, setting)
    return content.decode("ascii")
