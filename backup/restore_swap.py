"""Puts restored files and folders in place, all of them or none, even when it is killed in between.

What is to come lies ready beside what it replaces; then a journal is written, and from that moment on
the exchange is only ever finished, by whoever finds the journal.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core import durable_files

JOURNAL = "restore.journal"


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True)

    target: Path
    without: tuple[Path, ...] = ()


class _Journal(BaseModel):
    """``mark`` names this exchange, for a database that is loaded between its writing and its finish."""

    model_config = ConfigDict(frozen=True)

    mark: str
    steps: tuple[_Step, ...]


class Swap:
    """What is put is ready at once, and in place after `commit`."""

    def __init__(self, folder: Path, mark: str) -> None:
        """The journal lies in ``folder``."""
        self._journal, self._mark = folder / JOURNAL, mark
        self._steps: list[_Step] = []

    def put(self, staged: Path, target: Path, without: tuple[Path, ...] = ()) -> None:
        """``staged`` is to become ``target``, and ``without`` to be gone; the long copying comes first."""
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = _beside(target, "restored")
        _remove(fresh)
        self._steps.append(_Step(target=target, without=without))
        shutil.move(staged, fresh)
        _sync(fresh)

    def commit(self) -> None:
        """From here on the exchange is finished, whatever happens."""
        journal = _Journal(mark=self._mark, steps=tuple(self._steps))
        durable_files.replace(self._journal, journal.model_dump_json().encode())

    def undo(self) -> None:
        """Forget what was put; only what was there is there."""
        self._journal.unlink(missing_ok=True)
        _clean(self._steps)


def settle(folder: Path, counts: Callable[[str], bool]) -> bool:
    """Finish the exchange that a journal in ``folder`` tells of, or forget it; False when there is none.

    ``counts`` says whether the exchange of a mark is to be finished.
    """
    file = folder / JOURNAL
    if not file.exists():
        return False
    with file.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two processes may start at once
        if not file.exists():
            return False
        journal = _Journal.model_validate_json(held.read())
        if counts(journal.mark):
            for step in journal.steps:
                _finish(step)
        _clean(journal.steps)
        file.unlink()
    return True


def _finish(step: _Step) -> None:
    fresh, target = _beside(step.target, "restored"), step.target
    if not fresh.exists():  # was done before
        return
    for file in step.without:
        file.unlink(missing_ok=True)
    if target.is_dir() and not target.is_symlink():  # a folder cannot be replaced by renaming
        old = _beside(target, "replaced")
        _remove(old)
        target.rename(old)
    fresh.rename(target)
    durable_files.sync_folder(target.parent)


def _clean(steps: list[_Step] | tuple[_Step, ...]) -> None:
    for step in steps:
        for ending in ("restored", "replaced"):
            _remove(_beside(step.target, ending))


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f"{target.name}.{ending}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    for part in (path, *path.rglob("*")) if path.is_dir() else (path,):
        handle = os.open(part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
