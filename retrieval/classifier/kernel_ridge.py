"""The linear systems of kernel ridge regression: solved whole, or from one that was solved before.

A system is symmetric: how alike the texts are, and on the diagonal a shrinkage. After a few texts have
gone, come or got another shrinkage, its solution follows from the old factor by the identity of Woodbury
and by bordering (Hager 1989, "Updating the inverse of a matrix").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve, solve_triangular

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
_BLOCK = 512


class System(Protocol):
    """A symmetric positive definite system, shape (texts, texts)."""

    def solve(self, right: Floats) -> Floats:
        """The solution for ``right``, shape (texts, columns)."""


@dataclass(frozen=True, slots=True)
class Factored:
    """A system by its Cholesky factor, as lapack keeps it: only the lower triangle counts."""

    factor: Floats

    @classmethod
    def of(cls, upper: Floats) -> "Factored":
        """Factor the system of which ``upper`` holds the upper triangle by rows; it is used up."""
        factor, _ = cho_factor(upper.T, lower=True, overwrite_a=True, check_finite=False)
        return cls(factor)

    def solve(self, right: Floats) -> Floats:
        """See `System`."""
        return np.asarray(cho_solve((self.factor, True), right, check_finite=False))

    def save(self, file: Path) -> None:
        """Write the triangle, some rows after another: half of what it takes in memory."""
        with file.open("wb") as out:
            for rows in _blocks(len(self.factor)):
                out.write(np.ascontiguousarray(self.factor[rows, : rows.stop], dtype=np.float32).tobytes())


@dataclass(frozen=True, slots=True)
class Kept:
    """A factor that `Factored.save` wrote, of ``count`` texts; it is read as it is needed."""

    file: Path
    count: int

    def solve(self, right: Floats) -> Floats:
        """See `System`."""
        found, parts = right.astype(np.float32), [*self._parts()] if right.size else []
        for rows, below, own in parts:
            rest = found[rows] - below @ found[: rows.start]
            found[rows] = solve_triangular(own, rest, lower=True, check_finite=False)
        for rows, below, own in reversed(parts):
            found[rows] = solve_triangular(own, found[rows], lower=True, trans=1, check_finite=False)
            found[: rows.start] -= below.T @ found[rows]
        return found

    def _parts(self) -> Iterator[tuple[slice, Floats, Floats]]:
        """Some rows after another: what stands before their square on the diagonal, and that."""
        values: Floats = np.memmap(self.file, np.float32, "r")
        start = 0
        for rows in _blocks(self.count):
            size = (rows.stop - rows.start) * rows.stop
            part = values[start : start + size].reshape(-1, rows.stop)
            yield rows, part[:, : rows.start], part[:, rows.start :]
            start += size


def _blocks(count: int) -> Iterator[slice]:
    return (slice(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a system of texts: some ``kept``, in their new order, then others after them.

    ``gone`` and ``kept`` are rows of the old system. ``more`` is what was added to the diagonal of the rows
    ``scaled`` of the old one. ``beside`` is how alike kept and new texts are, shape (kept, new), ``among``
    the new ones, with their shrinkage on the diagonal.
    """

    kept: Rows
    gone: Rows
    scaled: Rows
    more: Floats
    beside: Floats
    among: Floats


class Changed:
    """A system that differs from ``old`` by ``change``; its rows are those kept, then the new ones."""

    def __init__(self, old: System, count: int, change: Change) -> None:
        """``count`` is the number of texts of ``old``."""
        self._old, self._count, self._change = old, count, change
        moved = np.concatenate([change.scaled, change.gone])
        units = np.zeros((count, len(moved)), dtype=np.float32)
        units[moved, np.arange(len(moved))] = 1.0
        border = np.zeros((count, change.beside.shape[1]), dtype=np.float32)
        border[change.kept] = change.beside
        both = old.solve(np.hstack([units, border]))
        self._moved, self._of_units = moved, both[:, : len(moved)]
        # A text that is gone has a shrinkage without end: nothing of it is left.
        give = np.concatenate([1 / change.more.astype(np.float64), np.zeros(len(change.gone))])
        self._inner = np.diag(give) + self._of_units[moved]
        self._of_border = self._without(both[:, len(moved) :])[change.kept]
        self._outer = change.among - change.beside.T.astype(np.float64) @ self._of_border

    def _without(self, solved: Floats) -> Floats:
        """What ``solved`` by the old system is when the diagonal has changed."""
        if not len(self._moved):
            return solved
        share = solve(self._inner, solved[self._moved].astype(np.float64))
        return np.asarray(solved - self._of_units @ share)

    def solve(self, right: Floats) -> Floats:
        """See `System`."""
        known = np.zeros((self._count, right.shape[1]), dtype=np.float32)
        known[self._change.kept] = right[: len(self._change.kept)]
        return self.finish(self._old.solve(known), right)

    def finish(self, solved: Floats, right: Floats) -> Floats:
        """As `solve`, where ``solved`` is what the old system gives for the kept rows of ``right``."""
        kept, new = self._change.kept, right[len(self._change.kept) :]
        inner = self._without(solved)[kept]
        if not len(new):
            return np.asarray(inner, dtype=np.float32)
        outer = solve(self._outer, new - self._change.beside.T @ inner, assume_a="sym")
        return np.vstack([inner - self._of_border @ outer, outer]).astype(np.float32)
