"""A probability tells how often its queries are right, as people ask and not as authors wrote."""

import numpy as np
import pytest

from retrieval.training.calibration import LogitShift, fit_logistic, share_at

ASKED_OUTSIDE = 0.2
WRITTEN_OUTSIDE = 0.5


@pytest.fixture(scope="module")
def written() -> tuple[np.ndarray, np.ndarray]:
    """One piece of evidence a query, and whether it is outside; half are, and the evidence is noisy."""
    random = np.random.default_rng(1)
    outside = random.random(4000) < WRITTEN_OUTSIDE
    return (random.normal(size=4000) + 2.0 * ~outside)[:, None], outside


def test_queries_count_by_how_often_people_ask_such(written: tuple[np.ndarray, np.ndarray]) -> None:
    _, outside = written
    share = share_at(outside, ASKED_OUTSIDE)
    assert float(share[outside].sum() / share.sum()) == pytest.approx(ASKED_OUTSIDE)
    assert float(share.mean()) == pytest.approx(1.0)


def test_a_shifted_calibration_tells_the_truth_of_what_is_asked(
    written: tuple[np.ndarray, np.ndarray],
) -> None:
    evidence, outside = written
    _, held_out = fit_logistic(evidence, ~outside, np.ones(len(outside)), np.arange(len(outside)))
    share = share_at(outside, ASKED_OUTSIDE)
    shift = LogitShift.fit(held_out, ~outside, share)
    found = shift.probabilities(held_out)
    assert float((held_out * share).sum() / share.sum()) < 1 - ASKED_OUTSIDE - 0.05
    assert float((found * share).sum() / share.sum()) == pytest.approx(1 - ASKED_OUTSIDE, abs=0.01)


def test_a_shift_keeps_the_order_of_queries(written: tuple[np.ndarray, np.ndarray]) -> None:
    evidence, outside = written
    logistic, held_out = fit_logistic(evidence, ~outside, np.ones(len(outside)), np.arange(len(outside)))
    shift = LogitShift.fit(held_out, ~outside, share_at(outside, ASKED_OUTSIDE))
    moved = shift.regression(logistic)
    before, after = ([model.probability(row) for row in evidence[:200]] for model in (logistic, moved))
    assert np.argsort(before).tolist() == np.argsort(after).tolist()


def test_a_question_that_comes_twice_is_left_out_twice() -> None:
    random = np.random.default_rng(3)
    # Nothing tells right from wrong, but each question can be known again by its evidence.
    evidence, right = random.normal(size=(60, 60)), random.random(60) < 0.5
    rows, answers, question = np.repeat(evidence, 2, axis=0), np.repeat(right, 2), np.repeat(np.arange(60), 2)
    held_out, known_again = (
        fit_logistic(rows, answers, np.ones(120), groups)[1] for groups in (question, np.arange(120))
    )
    assert float(((held_out > 0.5) == answers).mean()) < 0.7
    assert float(((known_again > 0.5) == answers).mean()) > 0.8
