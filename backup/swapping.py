"""Puts restored files and folders in place, all of them or none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f"{target.name}.{ending}")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class Swap:
    """What is replaced is set aside first, so that it can come back."""

    def __init__(self) -> None:
        self._set_aside: list[tuple[Path, Path]] = []
        self._placed: list[Path] = []

    def clear(self, target: Path) -> None:
        """``target``, if it is there, is no longer."""
        if target.exists() or target.is_symlink():
            old = _beside(target, "replaced")
            _remove(old)
            target.rename(old)
            self._set_aside.append((target, old))

    def put(self, staged: Path, target: Path) -> None:
        """``staged`` becomes ``target``; the long copying comes before the swift renaming."""
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = _beside(target, "restored")
        _remove(fresh)
        shutil.move(staged, fresh)
        self.clear(target)
        fresh.rename(target)
        self._placed.append(target)

    def undo(self) -> None:
        """Everything as it was."""
        for target in reversed(self._placed):
            _remove(target)
        for target, old in reversed(self._set_aside):
            old.rename(target)

    def finish(self) -> None:
        """What was replaced is deleted."""
        for _, old in self._set_aside:
            _remove(old)


@contextmanager
def swapping() -> Iterator[Swap]:
    """A `Swap` that is undone when the block fails."""
    swap = Swap()
    try:
        yield swap
    except BaseException:
        swap.undo()
        raise
    swap.finish()
