"""A head without some of its examples is what fitting the others gives, but for the mean."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.heads import SHRINKAGE, Head, LeftOut


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_taking_examples_out_is_a_fit_without_them(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(30, 8)).astype(np.float32)
    kernel = np.exp(vectors @ vectors.T / 20).astype(np.float32)
    rows, labels = np.arange(30), ("a", "b")
    target = random.random((30, 2)).astype(np.float32)
    target -= target.mean(axis=0)
    out = np.zeros(30, dtype=bool)
    out[random.choice(30, count, replace=False)] = True
    found = LeftOut.fit(kernel, rows, labels, target).head(out).scores(kernel)
    kept = np.flatnonzero(~out)
    system = kernel[np.ix_(kept, kept)] + SHRINKAGE * np.eye(len(kept))
    expected = kernel[:, kept] @ np.linalg.solve(system, target[kept])
    assert np.allclose(found, expected, atol=2e-3)


def test_without_any_left_out_it_is_the_head() -> None:
    kernel, rows = np.eye(4, dtype=np.float32), np.arange(4)
    target = np.eye(4, dtype=np.float32)[:, :2]
    whole = Head.fit(kernel, rows, ("a", "b"), target)
    same = LeftOut.fit(kernel, rows, ("a", "b"), target).head(np.zeros(4, dtype=bool))
    assert np.allclose(whole.scores(kernel), same.scores(kernel), atol=1e-6)
