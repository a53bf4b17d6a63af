"""Fit the fusion and the calibration: what ``labordesk train`` does.

The fusion learns from every indexed text left out in turn, and from the development queries; the
calibration and the thresholds from what people asked: training queries left out in turn, and the
development queries. The test split and the unseen queries are never read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from knowledge.intents import Kind
from retrieval.encoder.base import Encoder
from retrieval.examples import Example, left_out_examples, query_examples
from retrieval.features import FEATURES, Floats, Layout
from retrieval.generation import Generation
from retrieval.language import is_chinese
from retrieval.queries import LabelledQuery
from retrieval.ranker import Calibration, RankerModel, evidence, probabilities

PENALTY = 1e-3
HEARD_WEIGHT = 4.0
# A little below the aims of 4 % and 5 %: others word things otherwise.
WRONG_ANSWERS_AT_MOST = 0.035
OUTSIDE_ANSWERED_AT_MOST = 0.04
RIGHT_IN_CHOICES_AT_LEAST = 0.97
CHOICES = 4


def fit_fusion(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Weights of the conditional logit that make the right labels most likely, shape (features,)."""
    matrix = np.stack([example.found.matrix for example in examples])
    right = np.zeros(matrix.shape[:2], dtype=np.float32)
    for row, example in enumerate(examples):
        right[row, list(example.right)] = 1.0
    share = np.array([HEARD_WEIGHT if example.heard else 1.0 for example in examples], dtype=np.float32)
    share /= share.sum()

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        shares = softmax(matrix @ weights.astype(np.float32), axis=1)
        rightly = shares * right
        mass = np.maximum(rightly.sum(axis=1), 1e-12)
        excess = share[:, None] * (shares - rightly / mass[:, None])
        gradient = np.tensordot(excess, matrix, axes=2) + PENALTY * weights
        value = 0.5 * PENALTY * float(weights @ weights) - float(share @ np.log(mass))
        return value, gradient.astype(np.float64)

    start = np.zeros(len(FEATURES))
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def _answer_at(probability: Floats, right: NDArray[np.bool_], outside: NDArray[np.bool_]) -> float:
    """Lowest threshold that keeps wrong answers and answered outside queries within the aims."""
    inside = ~outside
    answer_at = 0.99
    for candidate in np.arange(0.99, 0.2, -0.005):
        answered = probability >= candidate
        wrong = float((answered & inside & ~right).sum() / max(inside.sum(), 1))
        leaked = float((answered & outside).sum() / max(outside.sum(), 1))
        if wrong > WRONG_ANSWERS_AT_MOST or leaked > OUTSIDE_ANSWERED_AT_MOST:
            break
        answer_at = float(candidate)
    return round(answer_at, 4)


def _clarify_at(findable: Floats, answer_at: float) -> float:
    """Highest threshold that still asks back for nearly every query whose entry is among the choices.

    ``findable`` are the probabilities of these.
    """
    found = np.sort(findable)
    allowed = int(len(found) * (1 - RIGHT_IN_CHOICES_AT_LEAST))
    return round(min(float(found[allowed]), answer_at), 4) if len(found) else answer_at


@dataclass(frozen=True, slots=True)
class Told:
    """What the calibration learns from, a row a query.

    ``rows`` of `EVIDENCE`; ``best`` entry by its label position, and whether it is ``right``; whether a right
    one is ``among`` the choices; whether the query is ``outside``.
    """

    rows: Floats
    best: NDArray[np.int64]
    right: NDArray[np.bool_]
    among: NDArray[np.bool_]
    outside: NDArray[np.bool_]


def evidence_of(examples: Sequence[Example], layout: Layout, fusion: NDArray[np.float64]) -> Told:
    """The evidence that the fusion leaves for each of ``examples``."""
    is_faq = layout.of_kind[Kind.FAQ]
    rows, best, right, among, outside = [], [], [], [], []
    for example in examples:
        shares = probabilities(fusion, example.found.matrix)
        order = np.argsort(-np.where(is_faq, shares, -1))
        best.append(int(order[0]))
        right.append(best[-1] in example.right)
        among.append(bool(set(map(int, order[:CHOICES])) & set(example.right)))
        outside.append(not is_faq[example.right[0]])
        rows.append(evidence(layout, example.found, shares, example.text))
    return Told(np.stack(rows), np.array(best), np.array(right), np.array(among), np.array(outside))


def fit(generation: Generation, encoder: Encoder, queries: Sequence[LabelledQuery]) -> RankerModel:
    """The whole model from the index itself and the development queries."""
    examples = left_out_examples(generation) + query_examples(generation, encoder, queries)
    fusion = fit_fusion(examples)
    heard = [example for example in examples if example.heard]
    told = evidence_of(heard, generation.layout, fusion)
    ours = np.array([is_chinese(example.text) for example in heard])
    chinese, held_out = fit_calibration(told.rows[ours], told.right[ours], told.outside[ours])
    foreign, held_out_foreign = fit_calibration(told.rows[~ours], told.right[~ours], told.outside[~ours])
    findable = ~told.outside & told.among
    sure_of_findable = np.concatenate([held_out[findable[ours]], held_out_foreign[findable[~ours]]])
    clarify_at = _clarify_at(sure_of_findable, min(chinese.answer_at, foreign.answer_at))
    return RankerModel(tuple(round(float(w), 5) for w in fusion), chinese, foreign, clarify_at)


def fit_calibration(
    inputs: Floats, right: NDArray[np.bool_], outside: NDArray[np.bool_]
) -> tuple[Calibration, Floats]:
    """The calibration, and the probabilities of its queries when each fold is left out.

    The threshold comes from left-out folds, so that it is not set on numbers already learned.
    """
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    regression = LogisticRegression(C=1.0, max_iter=2000)
    held_out = cross_val_predict(regression, inputs, right, cv=folds, method="predict_proba")[:, 1]
    regression.fit(inputs, right)
    weights = tuple(round(float(w), 5) for w in regression.coef_[0])
    bias = round(float(regression.intercept_[0]), 5)
    return Calibration(weights, bias, _answer_at(held_out, right, outside)), held_out
