"""Fit the fusion: the right labels of each query become most likely (conditional logit, McFadden 1974)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax

from retrieval.ranking.features import FEATURES, Floats
from retrieval.training.examples import TrainingQuery

PENALTY = 1e-3
HEARD_WEIGHT = 4.0


def fit_fusion(examples: Sequence[TrainingQuery]) -> NDArray[np.float64]:
    """Weights of the conditional logit that make the right labels most likely, shape (features,)."""
    heard = np.array([HEARD_WEIGHT if example.heard else 1.0 for example in examples], dtype=np.float32)
    return _most_likely([_Batch.of(examples, heard / heard.sum())])


def fit_sparse(copies: Sequence[Sequence[TrainingQuery]]) -> NDArray[np.float64]:
    """As `fit_fusion` from what was asked of several thin copies, each of which counts the same."""
    batches = []
    for examples in copies:
        inside = [example for example in examples if example.right]
        share = np.full(len(inside), 1 / (len(inside) * len(copies)), dtype=np.float32)
        batches.append(_Batch.of(inside, share))
    return _most_likely(batches)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Queries of one index: (queries, labels, features), right labels, what each query counts."""

    matrix: Floats
    right: Floats
    share: Floats

    @classmethod
    def of(cls, examples: Sequence[TrainingQuery], share: Floats) -> "_Batch":
        matrix = np.stack([example.found.matrix for example in examples])
        right = np.zeros(matrix.shape[:2], dtype=np.float32)
        for row, example in enumerate(examples):
            right[row, list(example.right)] = 1.0
        return cls(matrix, right, share)

    def loss(self, weights: NDArray[np.float64]) -> tuple[float, Floats]:
        """Negative log likelihood of the right labels, and its gradient."""
        shares = softmax(self.matrix @ weights.astype(np.float32), axis=1)
        rightly = shares * self.right
        mass = np.maximum(rightly.sum(axis=1), 1e-12)
        excess = self.share[:, None] * (shares - rightly / mass[:, None])
        return -float(self.share @ np.log(mass)), np.tensordot(excess, self.matrix, axes=2)


def _most_likely(batches: Sequence[_Batch]) -> NDArray[np.float64]:
    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, gradient = 0.5 * PENALTY * float(weights @ weights), PENALTY * weights
        for batch in batches:
            more, slope = batch.loss(weights)
            value, gradient = value + more, gradient + slope
        return value, gradient.astype(np.float64)

    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x)
