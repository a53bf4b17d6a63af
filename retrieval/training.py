"""Fit the fusion and the calibration: what ``labordesk train`` does.

The fusion learns from every variant left out of the index in turn, and from the development
queries; the calibration and the thresholds from the development queries alone. The test split is
never read here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from knowledge.intents import Kind
from retrieval.encoder.base import Encoder
from retrieval.examples import Example, left_out_examples, query_examples
from retrieval.features import FEATURES, Floats
from retrieval.generation import Generation
from retrieval.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.ranker import RankerModel, evidence, probabilities

PENALTY = 1e-3
DEVELOPMENT_WEIGHT = 4.0
WRONG_ANSWERS_AT_MOST = 0.03
OUTSIDE_ANSWERED_AT_MOST = 0.04
RIGHT_IN_CHOICES_AT_LEAST = 0.97


def fit_fusion(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Weights of the conditional logit that make the right labels most likely, shape (features,)."""
    usable = [example for example in examples if example.right]
    total = sum(example.weight for example in usable)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value = 0.5 * PENALTY * float(weights @ weights)
        gradient = PENALTY * weights
        for example in usable:
            matrix = example.found.matrix
            shares = probabilities(weights, matrix).astype(np.float64)
            right = np.array(example.right)
            mass = max(float(shares[right].sum()), 1e-12)
            towards = (shares[right] / mass) @ matrix[right]
            share = example.weight / total
            value -= share * np.log(mass)
            gradient = gradient + share * (shares @ matrix - towards)
        return value, gradient

    start = np.zeros(len(FEATURES))
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def _thresholds(
    probability: Floats, right: NDArray[np.bool_], outside: NDArray[np.bool_], among: NDArray[np.bool_]
) -> tuple[float, float]:
    """Lowest thresholds that keep wrong answers and answered outside queries within the aims."""
    inside = ~outside
    answer_at = 0.99
    for candidate in np.arange(0.99, 0.2, -0.005):
        answered = probability >= candidate
        wrong = float((answered & inside & ~right).sum() / max(inside.sum(), 1))
        leaked = float((answered & outside).sum() / max(outside.sum(), 1))
        if wrong > WRONG_ANSWERS_AT_MOST or leaked > OUTSIDE_ANSWERED_AT_MOST:
            break
        answer_at = float(candidate)
    findable = np.sort(probability[inside & among])
    allowed = int(len(findable) * (1 - RIGHT_IN_CHOICES_AT_LEAST))
    clarify_at = float(findable[allowed]) if len(findable) else answer_at
    return round(answer_at, 4), round(min(clarify_at, answer_at), 4)


def fit(generation: Generation, encoder: Encoder, queries: Sequence[LabelledQuery]) -> RankerModel:
    """The whole model from the index itself and the development queries."""
    development = query_examples(generation, encoder, queries, DEVELOPMENT_WEIGHT)
    fusion = fit_fusion([*left_out_examples(generation), *development])
    layout = generation.layout
    is_faq = np.array([kind is Kind.FAQ for kind in layout.kinds])
    rows, right, among = [], [], []
    for example in development:
        shares = probabilities(fusion, example.found.matrix)
        order = np.argsort(-np.where(is_faq, shares, -1))
        right.append(int(order[0]) in example.right)
        among.append(bool(set(map(int, order[:4])) & set(example.right)))
        rows.append(evidence(layout, example.found, shares, len(example.text)))
    inputs, target = np.stack(rows), np.array(right)
    # Thresholds come from left-out folds, so that they are not set on numbers already learned.
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    regression = LogisticRegression(C=1.0, max_iter=2000)
    held_out = cross_val_predict(regression, inputs, target, cv=folds, method="predict_proba")[:, 1]
    outside = np.array([query.id == OUT_OF_SCOPE for query in queries])
    answer_at, clarify_at = _thresholds(held_out, target, outside, np.array(among))
    regression.fit(inputs, target)
    return RankerModel(
        tuple(round(float(w), 5) for w in fusion),
        tuple(round(float(w), 5) for w in regression.coef_[0]),
        round(float(regression.intercept_[0]), 5),
        answer_at,
        clarify_at,
    )
