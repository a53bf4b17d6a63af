"""Learned fusion and calibrated decision: pure functions over the features of `features`.

The fusion is a conditional logit over labels (McFadden 1974); a logistic regression on the shape of
its distribution then says how likely the best FAQ entry is right (Platt 1999).
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.features import FEATURES, Floats, LabelFeatures, Layout
from retrieval.language import is_chinese

MODEL_FILE = Path(__file__).parent / "data" / "ranker.json"
EVIDENCE = (
    "logit_of_best",
    "log_margin",
    "log_other_faq",
    "log_outside",
    "log_dialogue",
    "dense_best",
    "lexical_best",
    "classifier_best",
    "classifier_outside",
    "lexical_outside",
    "short",
)
SHORT = 4
# 產假, 資遣費: a topic, hardly a question. Four characters mostly say what happened (老闆跑路).
ONE_WORD = 3
_TINY = 1e-6


class Decision(StrEnum):
    """What the system does with a query."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the evidence to the probability that the best FAQ entry is right, and from where on it is told."""

    weights: tuple[float, ...]
    bias: float
    answer_at: float

    def probability(self, values: Floats) -> float:
        """Calibrated probability that the best FAQ entry answers the query."""
        return float(1 / (1 + np.exp(-(values @ np.array(self.weights) + self.bias))))


@dataclass(frozen=True, slots=True)
class RankerModel:
    """Fitted numbers: fusion weights, calibrations, threshold of asking back.

    The same evidence means something else in another language: those have a calibration of their own.
    """

    fusion: tuple[float, ...]
    chinese: Calibration
    foreign: Calibration
    clarify_at: float

    @classmethod
    def load(cls, file: Path = MODEL_FILE) -> "RankerModel":
        """Read the committed model.

        Raises:
            ValueError: it was fitted for other features; run ``labordesk train``.
        """
        data = json.loads(file.read_text("utf-8"))
        if data.pop("features") != list(FEATURES) or data.pop("evidence") != list(EVIDENCE):
            raise ValueError(f"{file.name} is for other features: run `labordesk train`")
        chinese, foreign = (
            Calibration(**{**data[name], "weights": tuple(data[name]["weights"])})
            for name in ("chinese", "foreign")
        )
        return cls(tuple(data["fusion"]), chinese, foreign, data["clarify_at"])

    def save(self, file: Path = MODEL_FILE) -> None:
        """Write the model as JSON."""
        data = {"features": FEATURES, "evidence": EVIDENCE, **asdict(self)}
        file.write_text(json.dumps(data, indent=1) + "\n", "utf-8")

    def calibration(self, text: str) -> Calibration:
        """The calibration for the language of ``text``."""
        return self.chinese if is_chinese(text) else self.foreign

    def decide(self, text: str, probability: float) -> Decision:
        """The three-way decision from the calibrated probability of ``text``."""
        if probability >= self.calibration(text).answer_at:
            return Decision.ANSWER
        return Decision.CLARIFY if probability >= self.clarify_at else Decision.ABSTAIN


def probabilities(fusion: NDArray[np.floating], features: Floats) -> Floats:
    """Softmax over labels of the weighted features, shape (labels,)."""
    scores = features @ np.asarray(fusion, dtype=np.float32)
    exponents = np.exp(scores - scores.max())
    return np.asarray(exponents / exponents.sum(), dtype=np.float32)


def evidence(layout: Layout, found: LabelFeatures, distribution: Floats, text: str) -> Floats:
    """The inputs of the calibration, in the order of `EVIDENCE`, shape (evidence,).

    ``distribution`` is that of `probabilities`, ``text`` the query.
    """
    of_kind = layout.of_kind
    is_faq, is_outside = of_kind[Kind.FAQ], of_kind[Kind.OUT_OF_SCOPE]
    shares = np.sort(distribution[is_faq])[::-1]
    best = min(max(float(shares[0]), _TINY), 1 - _TINY)
    second = float(shares[1]) if len(shares) > 1 else 0.0
    outside = float(distribution[is_outside].sum())
    dialogue = float(distribution[of_kind[Kind.DIALOGUE] | of_kind[Kind.ASPECT]].sum())
    winner = int(np.argmax(np.where(is_faq, distribution, -1)))
    return np.array(
        [
            np.log(best / (1 - best)),
            np.log(best / max(second, _TINY)),
            np.log(max(float(shares[1:].sum()), _TINY)),
            np.log(max(outside, _TINY)),
            np.log(max(dialogue, _TINY)),
            10 * (float(found.cosine[winner]) - 0.9),
            float(found.words[winner]),
            float(found.learned[winner]),
            # Scores of one-against-the-rest add up: that of "any topic that is out of scope".
            float(found.learned[is_outside].sum()),
            float(found.words[is_outside].max(initial=0.0)),
            float(len(text) <= SHORT),
        ],
        dtype=np.float32,
    )
