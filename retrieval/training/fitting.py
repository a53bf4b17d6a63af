"""Fit the fusion and the calibration: what ``labordesk train`` does.

The fusion learns from every indexed text left out in turn, and from the development queries; the
calibrations and the thresholds from what people asked: training queries left out in turn, the
development queries, and real formal questions. The test split, the unseen queries and the other half of
the real questions are never read here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.intents import Kind
from retrieval.analysis.language import is_chinese
from retrieval.analysis.register import signs
from retrieval.encoder.base import Encoder
from retrieval.evaluation.queries import LabelledQuery
from retrieval.evaluation.real import hash_of
from retrieval.index.generation import Generation
from retrieval.ranking.features import Layout
from retrieval.ranking.ranker import Calibration, RankerModel, between, evidence, probabilities
from retrieval.training.calibration import CalibrationData, clarify_at, fit_calibration, fit_chinese
from retrieval.training.examples import READERS, TrainingQuery, query_examples, real_examples
from retrieval.training.fusion import fit_fusion, fit_sparse
from retrieval.training.leave_one_out import left_out_examples
from retrieval.training.small_faq_copies import thinned

CHOICES = 4


def evidence_of(
    examples: Sequence[TrainingQuery], layout: Layout, fusion: NDArray[np.float64]
) -> CalibrationData:
    """The evidence that the fusion leaves for each of ``examples``."""
    is_faq = layout.of_kind[Kind.FAQ]
    rows, best, right, treated, among, outside, question = [], [], [], [], [], [], []
    for example in examples:
        shares = probabilities(fusion, example.found.matrix)
        order = np.argsort(-np.where(is_faq, shares, -1))
        best.append(int(order[0]))
        right.append(best[-1] in example.right)
        treated.append(best[-1] in example.treated)
        among.append(bool(set(map(int, order[:CHOICES])) & set(example.right)))
        outside.append(not any(is_faq[label] for label in example.right))
        question.append(int(hash_of(example.text)[:15], 16))
        rows.append(evidence(layout, example.found, shares, example.text))
    return CalibrationData(
        np.stack(rows),
        np.array(best),
        np.array(right),
        np.array(treated),
        np.array(among),
        np.array(outside),
        np.array(question),
    )


def fit(
    generation: Generation, encoder: Encoder, queries: Sequence[LabelledQuery], real: Sequence[LabelledQuery]
) -> RankerModel:
    """The whole model from the index itself, the development queries and ``real`` formal questions."""
    examples = left_out_examples(generation) + query_examples(generation, encoder, queries)
    fusion = fit_fusion(examples)
    # What the reader of the real questions wrote is easier than what people ask.
    heard = [example for example in examples if example.heard and example.author not in READERS]
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
    sparse, texts, bare = _for_other_faqs(generation, encoder, fusion)
    lowest = min(c.threshold for c in (chinese.everyday, chinese.formal, foreign))
    findable = probability[~told.outside & told.among & ~is_real]
    return RankerModel(
        _rounded(fusion),
        _rounded(sparse),
        round(texts, 2),
        chinese.register,
        chinese.everyday,
        chinese.formal,
        foreign,
        chinese.topic,
        bare,
        clarify_at(findable, lowest),
    )


def _for_other_faqs(
    generation: Generation, encoder: Encoder, fusion: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float, Calibration]:
    """The fusion where an entry has a single text, how many one of ours has, and the calibration."""
    layout = generation.layout
    counts = np.bincount(layout.questions.owners, minlength=len(layout.labels))
    texts = float(counts[layout.of_kind[Kind.FAQ]].mean())
    copies = [*thinned(generation, encoder)]
    sparse = fit_sparse([copy.examples for copy in copies])
    told = [
        evidence_of(copy.examples, copy.layout, between(sparse, fusion, copy.layout.texts_per_label, texts))
        for copy in copies
    ]
    bare, _ = fit_calibration(CalibrationData.joined(told))
    return sparse, texts, bare


def _rounded(weights: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(w), 5) for w in weights)
