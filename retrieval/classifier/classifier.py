"""A classifier that learns when a generation is built: which label a question-like text belongs to.

Kernel ridge regression, one label against the rest (Rifkin & Klautau 2004): two texts are alike by what
they mean (an exponential of their cosine) and by their words (the cosine of their n-grams). What a
text would score if it had not been learned has a closed form (Rifkin & Lippert 2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import spotri

from retrieval.classifier.kernel_ridge import System
from retrieval.classifier.lesson import WORDS, Floats, Lesson, Rows
from retrieval.classifier.threads import all_threads

# Learning takes questions² x 4 bytes and questions³ steps: beyond this the nearest text has to do.
MOST_QUESTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Classifier:
    """``weights`` has shape (questions, labels); ``sharpness`` is that of `lesson.sharpness_of`."""

    weights: Floats
    sharpness: float

    def __post_init__(self) -> None:
        # The weights of a label side by side: one vector is multiplied in half the time.
        object.__setattr__(self, "weights", np.asfortranarray(self.weights))

    @classmethod
    @all_threads()
    def fit(cls, lesson: Lesson) -> "Classifier":
        """Learn all of ``lesson``."""
        return cls(lesson.factored().solve(lesson.target), lesson.sharpness)

    @staticmethod
    @all_threads()
    def left_out(lesson: Lesson, groups: Sequence[Rows] = ()) -> Floats:
        """The scores that each text gets when it is left out itself, shape (questions, labels).

        The rows of one of ``groups`` (ascending) are left out together.
        """
        system, target = lesson.factored(), lesson.target
        weights = system.solve(target)
        inverse, _ = spotri(system.factor, lower=1, overwrite_c=1)
        residual = weights / np.diag(inverse)[:, None]
        for rows in groups:
            lower = np.tril(inverse[np.ix_(rows, rows)])
            residual[rows] = np.linalg.solve(lower + np.tril(lower, -1).T, weights[rows])
        return np.asarray(target - residual, dtype=np.float32)

    def scores(self, cosine: Floats, words: Floats) -> Floats:
        """Score per label of one query from its cosines with the questions, shape (labels,)."""
        likeness = np.exp(self.sharpness * (cosine - 1)) + WORDS * words
        return np.asarray(likeness @ self.weights, dtype=np.float32)


class Learner:
    """Learns a lesson, whole each time."""

    def fit(self, lesson: Lesson) -> Classifier:
        """The classifier of ``lesson``."""
        return Classifier.fit(lesson)

    def system(self, lesson: Lesson) -> System:
        """What ``lesson`` is solved with."""
        return lesson.factored()

    @all_threads()
    def left_out_rows(self, lesson: Lesson, weights: Floats, rows: Rows) -> Floats:
        """As `Classifier.left_out` for ``rows`` alone, shape (questions, labels); all others are 0.

        ``weights`` are those of the classifier.
        """
        scores = np.zeros((len(lesson.owners), lesson.labels), dtype=np.float32)
        if len(rows):
            units = np.zeros((len(lesson.owners), len(rows)), dtype=np.float32)
            units[rows, np.arange(len(rows))] = 1.0
            leverage = self.system(lesson).solve(units)[rows, np.arange(len(rows))][:, None]
            scores[rows] = lesson.target[rows] - weights[rows] / leverage
        return scores
