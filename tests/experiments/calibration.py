"""Other ways from the evidence to a probability, learned and judged as `labordesk train` does.

Logarithmic loss and expected calibration error on held-out folds; AUROC of refusal on the test split.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from core.settings import Settings
from knowledge.intents import Kind
from retrieval.encoder import load_encoder
from retrieval.evaluation.measures import calibration_error, reliability
from retrieval.evaluation.queries import DATA, read_queries
from retrieval.index import generation as generations
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import EVIDENCE, RankerModel
from retrieval.training.examples import query_examples
from retrieval.training.fitting import evidence_of
from retrieval.training.leave_one_out import left_out_examples

Rows = NDArray[np.float32]
Flags = NDArray[np.bool_]
Classifier = LogisticRegression | HistGradientBoostingClassifier
NEW_EVIDENCE = ("classifier_outside", "lexical_outside")


def _neighbours(generation: Generation) -> Rows:
    """Cosine of each label's mean question with that of the nearest other entry, shape (labels,)."""
    vectors = generation.vectors.vectors()
    owners = generation.layout.questions.owners
    means = np.stack(
        [vectors[: len(owners)][owners == n].mean(axis=0) for n in range(len(generation.layout.labels))]
    )
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    cosines = means @ means.T
    np.fill_diagonal(cosines, -1.0)
    is_faq = generation.layout.of_kind[Kind.FAQ]
    return np.asarray(cosines[:, is_faq].max(axis=1))


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
    fusion = np.array(model.fusion)
    learned = evidence_of([*heard, *splits["dev"]], layout, fusion)
    tested = evidence_of(splits["test"], layout, fusion)
    inputs, judged = (
        np.column_stack([told.rows, 10 * (near[told.best] - 0.9)]) for told in (learned, tested)
    )
    right, outside = learned.right, tested.outside
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
        answers = make().fit(chosen, right).predict_proba(judged[:, columns])[:, 1]
        auroc = roc_auc_score(~outside, answers)
        for title, values in ((name, held_out), (f"{name}, isotonic", _isotonic(held_out, right))):
            yield (
                f"{title}: log loss {log_loss(right, values):.4f}, "
                f"ECE {calibration_error(reliability(zip(values, right, strict=True))):.4f}, test AUROC {auroc:.4f}"
            )


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
