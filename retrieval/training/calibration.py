"""Fit the calibrations: how likely the best entry answers a query, and from where on each decision is taken.

Thresholds come from queries whose fold was left out, so that they are not set on numbers already learned.
So does the shift to how often people ask what is out of scope: authors wrote more of that to learn from
(prior shift: Saerens et al. 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

from retrieval.ranking.ranker import Calibration, Logistic

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]

# A little below the aims of 4 % and 5 %: others word things otherwise.
WRONG_ANSWERS_AT_MOST = 0.035
OUTSIDE_ANSWERED_AT_MOST = 0.03
FOREIGN_OUTSIDE_ANSWERED_AT_MOST = 0.04
# Of formal questions that no entry answers, most are on the very topic of one.
FORMAL_OUTSIDE_ANSWERED_AT_MOST = 0.06
# These still get their entry, as a link.
ANSWERABLE_RELATED_AT_MOST = 0.25
RIGHT_IN_CHOICES_AT_LEAST = 0.97
_FREEDOM = 0.5
_TINY = 1e-6
_FOLDS = StratifiedGroupKFold(5, shuffle=True, random_state=7)
_STEPS = np.arange(0.99, 0.1, -0.005)


@dataclass(frozen=True, slots=True)
class CalibrationData:
    """What the calibration learns from, a row a query.

    ``rows`` of `EVIDENCE`; ``best`` entry by its label position, and whether it is ``right``, or ``treated``:
    on the topic without being the answer; whether a right one is ``among`` the choices; whether the query is
    ``outside``. Rows of the same ``question`` are the same query, searched in different indexes.
    """

    rows: Floats
    best: NDArray[np.int64]
    right: Flags
    treated: Flags
    among: Flags
    outside: Flags
    question: NDArray[np.int64]

    @classmethod
    def joined(cls, several: "Sequence[CalibrationData]") -> "CalibrationData":
        """All rows, those of the first ones first."""
        return cls(*(np.concatenate([getattr(told, f.name) for told in several]) for f in fields(cls)))

    def only(self, rows: Flags) -> "CalibrationData":
        """Some of the rows."""
        return CalibrationData(*(getattr(self, field.name)[rows] for field in fields(self)))


def fit_register(inputs: Floats, formal: Flags) -> Logistic:
    """How formal a query is, from rows of `SIGNS`."""
    regression = LogisticRegression(max_iter=2000)
    regression.fit(inputs, formal)
    return _rounded(regression.coef_[0], regression.intercept_[0])


def fit_logistic(
    inputs: Floats, right: Flags, share: Floats, question: NDArray[np.int64]
) -> tuple[Logistic, Floats]:
    """A regression where each row counts by its ``share``, and the probabilities of its left-out folds.

    All rows of a ``question`` are left out together.
    """
    held_out = np.empty(len(right))
    for learned, left in _FOLDS.split(inputs, right, question):
        fold = _fitted(inputs[learned], right[learned], share[learned])
        held_out[left] = [fold.probability(row) for row in inputs[left]]
    return _fitted(inputs, right, share), held_out


def _fitted(inputs: Floats, right: Flags, share: Floats) -> Logistic:
    scaler = StandardScaler().fit(inputs)
    regression = LogisticRegression(C=_FREEDOM, max_iter=2000)
    regression.fit(scaler.transform(inputs), right, sample_weight=share)
    weights = regression.coef_[0] / scaler.scale_
    return _rounded(weights, float(regression.intercept_[0]) - float(weights @ scaler.mean_))


@dataclass(frozen=True, slots=True)
class LogitShift:
    """A line over the logit of a probability: the order of queries stays (Platt 1999)."""

    scale: float
    bias: float

    @classmethod
    def fit(cls, held_out: Floats, right: Flags, share: Floats) -> "LogitShift":
        """What brings ``held_out`` probabilities to rows that count by their ``share``."""
        line = LogisticRegression(C=1 / _TINY).fit(_logits(held_out)[:, None], right, sample_weight=share)
        return cls(float(line.coef_[0, 0]), float(line.intercept_[0]))

    def regression(self, logistic: Logistic) -> Logistic:
        """``logistic`` with shifted probabilities."""
        return _rounded(self.scale * np.array(logistic.weights), self.scale * logistic.bias + self.bias)

    def probabilities(self, found: Floats) -> Floats:
        """``found`` probabilities, shifted."""
        return np.asarray(expit(self.scale * _logits(found) + self.bias))


def _logits(probability: Floats) -> Floats:
    return np.asarray(logit(np.clip(probability, _TINY, 1 - _TINY)))


def share_at(outside: Flags, wanted: float) -> Floats:
    """What each row counts so that those ``outside`` are the share ``wanted`` of all."""
    found = float(outside.mean())
    return np.where(outside, wanted / max(found, _TINY), (1 - wanted) / max(1 - found, _TINY))


def _rounded(weights: Floats, bias: float) -> Logistic:
    return Logistic(tuple(round(float(w), 5) for w in weights), round(float(bias), 5))


def answer_at(probability: Floats, told: CalibrationData, outside_at_most: float) -> float:
    """Lowest threshold that keeps wrong answers and answered outside queries within the aims."""
    inside = ~told.outside
    found = 0.99
    for candidate in _STEPS:
        answered = probability >= candidate
        wrong = float((answered & inside & ~told.right).sum() / max(inside.sum(), 1))
        leaked = float((answered & told.outside).sum() / max(told.outside.sum(), 1))
        if wrong > WRONG_ANSWERS_AT_MOST or leaked > outside_at_most:
            break
        found = float(candidate)
    return round(found, 4)


def related_at(excess: Floats, answerable: Flags) -> float:
    """Lowest threshold of ``excess`` at which few ``answerable`` queries are shown as related."""
    found = 0.99
    for candidate in _STEPS:
        if (answerable & (excess >= candidate)).sum() > ANSWERABLE_RELATED_AT_MOST * answerable.sum():
            break
        found = float(candidate)
    return round(found, 4)


@dataclass(frozen=True, slots=True)
class Chinese:
    """The parts of `RankerModel` for Chinese queries."""

    register: Logistic
    everyday: Calibration
    formal: Calibration
    topic: Calibration


def fit_chinese(put: Floats, told: CalibrationData, real: Flags, outside: float) -> tuple[Chinese, Floats]:
    """The calibrations of both registers, and the probabilities of left-out folds.

    ``put`` are rows of `SIGNS`, ``real`` tells the formal questions from what citizens type; ``outside`` is
    the share of these that is out of scope.
    """
    register = fit_register(put, real)
    formal = np.array([register.probability(row) for row in put])
    stiff, as_formal = fit_logistic(told.rows, told.right, real.astype(float), told.question)
    plain, as_everyday = fit_logistic(told.rows, told.right, 1.0 - real, told.question)
    typed = share_at(told.outside[~real], outside)
    shift = LogitShift.fit(as_everyday[~real], told.right[~real], typed)
    plain, as_everyday = shift.regression(plain), shift.probabilities(as_everyday)
    probability = formal * as_formal + (1 - formal) * as_everyday
    thresholds = (
        answer_at(probability[~real], told.only(~real), OUTSIDE_ANSWERED_AT_MOST),
        answer_at(probability[real], told.only(real), FORMAL_OUTSIDE_ANSWERED_AT_MOST),
    )
    topic, on_topic = fit_logistic(told.rows, told.right | told.treated, real.astype(float), told.question)
    is_answered = probability >= formal * thresholds[1] + (1 - formal) * thresholds[0]
    excess = np.where(is_answered, 0.0, formal * (on_topic - probability))
    chinese = Chinese(
        register,
        _with(plain, thresholds[0]),
        _with(stiff, thresholds[1]),
        _with(topic, related_at(excess[real], told.right[real])),
    )
    return chinese, probability


def fit_calibration(told: CalibrationData) -> tuple[Calibration, Floats]:
    """The calibration of queries in other languages, and the probabilities of left-out folds."""
    logistic, probability = fit_logistic(told.rows, told.right, np.ones(len(told.right)), told.question)
    return _with(logistic, answer_at(probability, told, FOREIGN_OUTSIDE_ANSWERED_AT_MOST)), probability


def _with(logistic: Logistic, threshold: float) -> Calibration:
    return Calibration(logistic.weights, logistic.bias, threshold)


def clarify_at(findable: Floats, highest: float) -> float:
    """Highest threshold that still asks back for nearly every query whose entry is among the choices.

    ``findable`` are the probabilities of these; it stays below ``highest``.
    """
    found = np.sort(findable)
    allowed = int(len(found) * (1 - RIGHT_IN_CHOICES_AT_LEAST))
    return round(min(float(found[allowed]), highest), 4) if len(found) else highest
