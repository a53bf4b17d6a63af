"""Products with a matrix in eight bits: close to the exact ones, whatever the vectors have in common."""

import numpy as np
import pytest

from retrieval.classifier.quantization import EightBits, Floats


def _unit(seed: int, count: int, common: float) -> Floats:
    """Unit vectors of which ``common`` tells how much they share."""
    made = np.random.default_rng(seed).standard_normal((count, 300), dtype=np.float32)
    made[:, 7] += common
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("common", [0.0, 60.0])
def test_products_are_close_to_the_exact_ones(common: float) -> None:
    rows, vectors = _unit(1, 2_000, common), _unit(2, 20, common)
    rounded = EightBits(rows)
    found = np.stack([rounded.products(vector) for vector in vectors], axis=1)
    exact = rows @ vectors.T
    assert found.shape == exact.shape and found.dtype == np.float32
    spread = float(exact.std())
    assert np.abs(found - exact).max() < 0.05 * spread


def test_a_vector_of_nothing_and_equal_rows_are_no_special_case() -> None:
    rows = np.tile(_unit(3, 1, 0.0), (5, 1))
    rounded = EightBits(rows)
    assert np.allclose(rounded.products(np.zeros(300, dtype=np.float32)), 0.0)
    assert np.allclose(rounded.products(rows[0]), 1.0, atol=1e-4)
