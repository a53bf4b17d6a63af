"""Learned fusion and calibration: pure functions over the features of `features`; `decision` decides.

The fusion is a conditional logit over labels (McFadden 1974); a logistic regression on the shape of
its distribution then says how likely the best FAQ entry is right (Platt 1999).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.analysis.register import SIGNS
from retrieval.ranking.features import FEATURES, Floats, LabelFeatures, Layout

MODEL_FILE = Path(__file__).parents[1] / "data" / "ranker.json"
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
    "length",
    "words_entry",
    "words_passages",
    "words_elsewhere",
    "words_nowhere",
    "passage_best",
    "passage_elsewhere",
)
_FITTED_FOR = {"features": FEATURES, "evidence": EVIDENCE, "signs": SIGNS}
SHORT = 4
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, values: Floats) -> float:
        """The probability for one row of what it was fitted on."""
        return float(1 / (1 + np.exp(-(values @ np.array(self.weights) + self.bias))))


@dataclass(frozen=True, slots=True)
class Calibration(Logistic):
    """From a row of `EVIDENCE` to a probability, and from where on what it speaks for is decided."""

    threshold: float


@dataclass(frozen=True, slots=True)
class RankerModel:
    """Fitted numbers: fusion weights, calibrations, threshold of asking back.

    ``sparse`` are the fusion weights where an entry has a single question, ``texts`` how many question-like
    texts an entry of our own has, for which ``fusion`` was fitted.

    ``everyday``, ``formal`` and ``foreign`` tell whether the best entry answers the query: the same evidence
    means something else in another register or language. ``register`` tells how formal a Chinese query is,
    from `SIGNS`. ``topic`` tells whether the best entry at least treats the topic of a formal query; how much
    more likely that is than an answer has a threshold. Nobody labelled other queries so. ``bare`` is for an
    index that knows nothing but its entries, no topic outside and no dialogue: another FAQ.
    """

    fusion: tuple[float, ...]
    sparse: tuple[float, ...]
    texts: float
    register: Logistic
    everyday: Calibration
    formal: Calibration
    foreign: Calibration
    topic: Calibration
    bare: Calibration
    clarify_at: float

    @classmethod
    def load(cls, file: Path = MODEL_FILE) -> "RankerModel":
        """Read the committed model.

        Raises:
            ValueError: it was fitted for other features; run ``labordesk train``.
        """
        data = json.loads(file.read_text("utf-8"))
        if [data.pop(name, None) for name in _FITTED_FOR] != list(map(list, _FITTED_FOR.values())):
            raise ValueError(f"{file.name} is for other features: run `labordesk train`")
        register = Logistic(**_tuples(data["register"]))
        names = ("everyday", "formal", "foreign", "topic", "bare")
        calibrations = {name: Calibration(**_tuples(data[name])) for name in names}
        return cls(
            fusion=tuple(data["fusion"]),
            sparse=tuple(data["sparse"]),
            texts=data["texts"],
            register=register,
            clarify_at=data["clarify_at"],
            **calibrations,
        )

    def save(self, file: Path = MODEL_FILE) -> None:
        """Write the model as JSON."""
        file.write_text(json.dumps({**_FITTED_FOR, **asdict(self)}, indent=1) + "\n", "utf-8")

    def weights(self, layout: Layout) -> NDArray[np.float64]:
        """The fusion for an index, shape (features,): for another FAQ by how many texts an entry has.

        Between `sparse` and `fusion` it moves with the logarithm of the texts.
        """
        if not layout.is_bare:
            return np.array(self.fusion)
        return between(np.array(self.sparse), np.array(self.fusion), layout.texts_per_label, self.texts)


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "weights": tuple(data["weights"])}


def between(
    sparse: NDArray[np.float64], dense: NDArray[np.float64], texts: float, dense_texts: float
) -> NDArray[np.float64]:
    """``sparse`` for one text, ``dense`` for ``dense_texts`` and more, a mixture of both in between."""
    share = min(max(np.log(max(texts, 1)) / np.log(max(dense_texts, 2)), 0.0), 1.0)
    return np.asarray(sparse + share * (dense - sparse))


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
    others = is_faq.copy()
    others[winner] = False
    covered = found.covered
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
            np.log(max(len(text), 1)),
            float(covered.whole[winner]),
            float(covered.told[winner]),
            float(covered.whole[others].max(initial=0.0)),
            1 - covered.known,
            10 * (float(found.passage[winner]) - 0.85),
            10 * (float(found.passage[others].max(initial=-1.0)) - 0.85),
        ],
        dtype=np.float32,
    )
