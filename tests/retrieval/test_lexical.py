"""Sums over the texts that have the n-grams of a query."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from retrieval.index.lexical import weighted_rows


@pytest.mark.parametrize("rows", [[], [3], [0, 2, 2, 5]])
def test_weighted_rows_are_those_of_the_matrix_product(rows: list[int]) -> None:
    dense = np.random.default_rng(1).random((6, 9), dtype=np.float32)
    dense[dense < 0.6] = 0
    weights = np.arange(1, len(rows) + 1, dtype=np.float32)
    found = weighted_rows(csr_array(dense), rows, weights)
    assert found.dtype == np.float32 and found.shape == (9,)
    assert np.allclose(found, weights @ dense[rows])
