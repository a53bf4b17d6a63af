"""Other ways from the evidence to a probability, learned and judged as `labordesk train` does.

Logarithmic loss and expected calibration error on held-out folds; AUROC of refusal on the test split.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from core.settings import Settings
from knowledge.intents import Kind
from retrieval import generation as generations
from retrieval.encoder import load_encoder
from retrieval.evaluation import BINS
from retrieval.examples import Example, left_out_examples, query_examples
from retrieval.features import Layout
from retrieval.generation import Generation
from retrieval.queries import DATA, read_queries
from retrieval.ranker import EVIDENCE, RankerModel, evidence, probabilities

Rows = NDArray[np.float32]
Flags = NDArray[np.bool_]
Classifier = LogisticRegression | HistGradientBoostingClassifier
NEW_EVIDENCE = ("classifier_outside", "lexical_outside")


def _neighbours(generation: Generation) -> Rows:
    """Cosine of each label's mean question with that of the nearest other entry, shape (labels,)."""
    vectors = generation.vectors.vectors()
    means = np.stack([vectors[rows[rows >= 0]].mean(axis=0) for rows in generation.layout.question_rows])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    cosines = means @ means.T
    np.fill_diagonal(cosines, -1.0)
    is_faq = np.array([kind is Kind.FAQ for kind in generation.layout.kinds])
    return np.asarray(cosines[:, is_faq].max(axis=1))


def _table(
    layout: Layout, model: RankerModel, examples: Sequence[Example], near: Rows
) -> tuple[Rows, Flags, Flags]:
    """Evidence with the neighbour's cosine as last column; whether the best is right; whether outside."""
    is_faq = np.array([kind is Kind.FAQ for kind in layout.kinds])
    rows, right, outside = [], [], []
    for example in examples:
        shares = probabilities(np.array(model.fusion), example.found.matrix)
        best = int(np.argmax(np.where(is_faq, shares, -1)))
        rows.append([*evidence(layout, example.found, shares, example.text), 10 * (near[best] - 0.9)])
        right.append(best in example.right)
        outside.append(not is_faq[example.right[0]])
    return np.array(rows, dtype=np.float32), np.array(right), np.array(outside)


def calibration_error(probability: NDArray[np.floating], right: Flags) -> float:
    """Expected calibration error over equal bins (Guo et al. 2017)."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    groups = [bins == index for index in range(BINS) if (bins == index).any()]
    gaps = (group.sum() * abs(probability[group].mean() - right[group].mean()) for group in groups)
    return float(sum(gaps) / len(probability))


def _isotonic(probability: NDArray[np.floating], right: Flags) -> NDArray[np.floating]:
    """Held-out isotonic regression (Zadrozny & Elkan 2002) on top of held-out probabilities."""
    return np.asarray(
        cross_val_predict(
            IsotonicRegression(out_of_bounds="clip", y_min=1e-3, y_max=1 - 1e-3),
            probability,
            right.astype(float),
            cv=StratifiedKFold(5, shuffle=True, random_state=1).split(probability, right),
        )
    )


def _logistic() -> Classifier:
    return LogisticRegression(max_iter=2000)


def _boosting() -> Classifier:
    return HistGradientBoostingClassifier(max_depth=3, learning_rate=0.05, max_iter=150, l2_regularization=5)


def results() -> Iterator[str]:
    """One line per way."""
    settings = Settings()
    root = settings.data_dir / "index"
    generation = generations.load(root, generations.newest_number(root))
    encoder, model, layout = load_encoder(settings), RankerModel.load(), generation.layout
    near = _neighbours(generation)
    splits = {
        name: query_examples(generation, encoder, read_queries(DATA / f"{name}.csv"))
        for name in ("dev", "test")
    }
    heard = [example for example in left_out_examples(generation) if example.heard]
    inputs, right, _ = _table(layout, model, [*heard, *splits["dev"]], near)
    judged, _, outside = _table(layout, model, splits["test"], near)
    everything = list(range(len(EVIDENCE)))
    before = [column for column in everything if EVIDENCE[column] not in NEW_EVIDENCE]
    ways = {
        "logistic, without the evidence for outside": (before, _logistic),
        "logistic": (everything, _logistic),
        "logistic and the entry's margin": ([*everything, len(everything)], _logistic),
        "gradient boosting": (everything, _boosting),
    }
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    for name, (columns, make) in ways.items():
        chosen = inputs[:, columns]
        held_out = cross_val_predict(make(), chosen, right, cv=folds, method="predict_proba")[:, 1]
        tested = make().fit(chosen, right).predict_proba(judged[:, columns])[:, 1]
        auroc = roc_auc_score(~outside, tested)
        for title, values in ((name, held_out), (f"{name}, isotonic", _isotonic(held_out, right))):
            yield (
                f"{title}: log loss {log_loss(right, values):.4f}, "
                f"ECE {calibration_error(values, right):.4f}, test AUROC {auroc:.4f}"
            )


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
