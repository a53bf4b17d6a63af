"""Fit the heads: kernel ridge regression, as a whole and without some of the examples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve

from bot.understanding.heads import Head
from bot.understanding.likeness import Floats

# Chosen by leaving authors out (docs/dialogue.md); flat around here.
SHRINKAGE = 0.1


@dataclass(frozen=True, slots=True)
class Targets:
    """What a head learns: ``rows`` of the examples, its labels, what is right, shape (rows, labels), and the
    matter of each row; rows of another matter are as alike as ``apart`` says."""

    rows: NDArray[np.int64]
    labels: tuple[str, ...]
    right: Floats
    matters: Sequence[str]
    apart: float


def fit_head(kernel: Floats, targets: Targets) -> Head:
    """The head that learned ``targets`` from the likeness of all examples."""
    mean = targets.right.mean(axis=0)
    weights = cho_solve(_factor(kernel, targets), targets.right - mean, check_finite=False)
    return _head(targets, weights, mean)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A head, and what it would be without some of its examples, at no further fit.

    ``inverse`` is that of the likeness of the examples with the shrinkage; taking rows out of a ridge
    regression is exact (Cook & Weisberg 1982, Residuals and Influence in Regression, 2.2). The mean stays.
    """

    whole: Head
    inverse: Floats

    @classmethod
    def fit(cls, kernel: Floats, targets: Targets) -> "LeftOut":
        """As `fit_head`."""
        unit = np.eye(len(targets.rows), dtype=np.float32)
        inverse = cho_solve(_factor(kernel, targets), unit, overwrite_b=True, check_finite=False)
        mean = targets.right.mean(axis=0)
        return cls(_head(targets, inverse @ (targets.right - mean), mean), inverse)

    def head(self, without: NDArray[np.bool_]) -> Head:
        """The head without the examples that are told, of shape (rows,)."""
        out = np.flatnonzero(without)
        weights = self.whole.weights.copy()
        if len(out):
            block = self.inverse[np.ix_(out, out)]
            weights -= self.inverse[:, out] @ solve(block, weights[out], assume_a="pos", check_finite=False)
            weights[out] = 0.0
        return replace(self.whole, weights=weights)


def _head(targets: Targets, weights: Floats, mean: Floats) -> Head:
    return Head(
        targets.labels,
        targets.rows,
        np.asarray(weights, dtype=np.float32),
        np.asarray(mean, dtype=np.float32),
        np.array(targets.matters, dtype=np.str_),
        targets.apart,
    )


def _factor(kernel: Floats, targets: Targets) -> tuple[Floats, bool]:
    """The Cholesky factor of the likeness of the rows with the shrinkage."""
    system = kernel[np.ix_(targets.rows, targets.rows)]
    own = system.diagonal() + SHRINKAGE
    if targets.apart < 1:
        matters = np.array(targets.matters, dtype=np.str_)
        same = (matters[:, None] == matters[None, :]) & (matters != "")
        system *= np.where(same, np.float32(1), np.float32(targets.apart))
    system[np.diag_indices(len(targets.rows))] = own
    factor: tuple[Floats, bool] = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    return factor
