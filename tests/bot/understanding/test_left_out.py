"""A head without some of its examples is what fitting the others gives, but for the mean."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.likeness import Floats
from bot.understanding.ridge import SHRINKAGE, LeftOut, Targets, fit_head

MATTERS = ("overtime-pay", "sick-leave", "")


def _targets(right: Floats, apart: float) -> Targets:
    rows = np.arange(len(right))
    return Targets(rows, ("a", "b"), right, [MATTERS[row % len(MATTERS)] for row in rows], apart)


@given(st.integers(0, 10_000), st.integers(1, 12), st.sampled_from([1.0, 0.4]), st.sampled_from(MATTERS))
def test_taking_examples_out_is_a_fit_without_them(seed: int, count: int, apart: float, about: str) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(30, 8)).astype(np.float32)
    kernel = np.exp(vectors @ vectors.T / 20).astype(np.float32)
    right = random.random((30, 2)).astype(np.float32)
    right -= right.mean(axis=0)
    targets = _targets(right, apart)
    out = np.zeros(30, dtype=bool)
    out[random.choice(30, count, replace=False)] = True
    found = LeftOut.fit(kernel, targets).head(out).scores(kernel, about)
    kept = np.flatnonzero(~out)
    matters = np.array(targets.matters)
    same = (matters[:, None] == matters) & (matters != "") | np.eye(30, dtype=bool)
    system = np.where(same, kernel, apart * kernel)[np.ix_(kept, kept)] + SHRINKAGE * np.eye(len(kept))
    alike = np.where((matters == about) & (matters != ""), kernel, apart * kernel)
    expected = alike[:, kept] @ np.linalg.solve(system, right[kept])
    assert np.allclose(found, expected, atol=2e-3)


def test_without_any_left_out_it_is_the_head() -> None:
    kernel, targets = np.eye(4, dtype=np.float32), _targets(np.eye(4, dtype=np.float32)[:, :2], 0.7)
    whole, same = fit_head(kernel, targets), LeftOut.fit(kernel, targets).head(np.zeros(4, dtype=bool))
    assert np.allclose(whole.scores(kernel), same.scores(kernel), atol=1e-6)
