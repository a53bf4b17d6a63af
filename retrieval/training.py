"""Fit the fusion and the calibration: what ``labordesk train`` does.

The fusion learns from every indexed text left out in turn, and from the development queries; the
calibrations and the thresholds from what people asked: training queries left out in turn, the
development queries, and real formal questions. The test split, the unseen queries and the other half of
the real questions are never read here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax

from knowledge.intents import Kind
from retrieval.calibrating import Told, clarify_at, fit_calibration, fit_chinese
from retrieval.encoder.base import Encoder
from retrieval.examples import READER, Example, left_out_examples, query_examples, real_examples
from retrieval.features import FEATURES, Layout
from retrieval.generation import Generation
from retrieval.language import is_chinese
from retrieval.queries import LabelledQuery
from retrieval.ranker import RankerModel, evidence, probabilities
from retrieval.register import signs

PENALTY = 1e-3
HEARD_WEIGHT = 4.0
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


def evidence_of(examples: Sequence[Example], layout: Layout, fusion: NDArray[np.float64]) -> Told:
    """The evidence that the fusion leaves for each of ``examples``, among the labels of its kinds."""
    is_faq = layout.of_kind[Kind.FAQ]
    known = np.any([*layout.of_kind.values()], axis=0)
    rows, best, right, treated, among, outside = [], [], [], [], [], []
    for example in examples:
        shares = np.where(known, probabilities(fusion, example.found.matrix), 0)
        shares /= shares.sum()
        order = np.argsort(-np.where(is_faq, shares, -1))
        best.append(int(order[0]))
        right.append(best[-1] in example.right)
        treated.append(best[-1] in example.treated)
        among.append(bool(set(map(int, order[:CHOICES])) & set(example.right)))
        outside.append(not is_faq[example.right[0]])
        rows.append(evidence(layout, example.found, shares, example.text))
    return Told(
        np.stack(rows),
        np.array(best),
        np.array(right),
        np.array(treated),
        np.array(among),
        np.array(outside),
    )


def fit(
    generation: Generation, encoder: Encoder, queries: Sequence[LabelledQuery], real: Sequence[LabelledQuery]
) -> RankerModel:
    """The whole model from the index itself, the development queries and ``real`` formal questions."""
    examples = left_out_examples(generation) + query_examples(generation, encoder, queries)
    fusion = fit_fusion(examples)
    # What the reader of the real questions wrote is easier than what people ask.
    heard = [example for example in examples if example.heard and example.author != READER]
    asked = heard + real_examples(generation, encoder, real)
    told = evidence_of(asked, generation.layout, fusion)
    is_real = np.arange(len(asked)) >= len(heard)
    ours = np.array([is_chinese(example.text) for example in asked])
    put = np.stack([signs(example.text) for example in asked])
    probability = np.empty(len(asked))
    # The development queries were drawn as people ask; of the others, two authors wrote mostly such.
    asked_outside = float(np.mean([not query.right for query in queries]))
    chinese, probability[ours] = fit_chinese(put[ours], told.only(ours), is_real[ours], asked_outside)
    foreign, probability[~ours] = fit_calibration(told.only(~ours))
    bare, _ = fit_calibration(evidence_of(asked, generation.layout.bare, fusion))
    lowest = min(c.threshold for c in (chinese.everyday, chinese.formal, foreign))
    findable = probability[~told.outside & told.among & ~is_real]
    return RankerModel(
        tuple(round(float(w), 5) for w in fusion),
        chinese.register,
        chinese.everyday,
        chinese.formal,
        foreign,
        chinese.topic,
        bare,
        clarify_at(findable, lowest),
    )
