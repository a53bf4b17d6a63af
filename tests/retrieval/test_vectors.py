"""The vector index: exact while small, approximate but close when large."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder.base import Vectors
from retrieval.index import vectors as module
from retrieval.index.vectors import VectorIndex

COUNT, DIMENSION = 3_000, 32


@pytest.fixture
def unit_vectors() -> Vectors:
    found = np.random.default_rng(3).standard_normal((COUNT, DIMENSION), dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(params=["flat", "HNSW", "IVF PQ"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "flat":
        monkeypatch.setattr(module, "EXACT_UP_TO", 100)
        monkeypatch.setattr(module, "GRAPH_UP_TO", 100 if request.param == "IVF PQ" else COUNT)
    return str(request.param)


def test_the_kind_follows_the_size_and_nearest_are_found(kind: str, unit_vectors: Vectors) -> None:
    index = VectorIndex.build(unit_vectors)
    assert index.kind == kind
    exact = np.argsort(-(unit_vectors[:50] @ unit_vectors.T), axis=1)[:, :10]
    found = index.nearest(unit_vectors[:50], 10)
    shared = [len(set(a) & set(b)) for a, b in zip(exact.tolist(), found.tolist(), strict=True)]
    assert sum(shared) / 500 >= 0.9


def test_every_document_gets_a_score_and_the_query_itself_the_best(kind: str, unit_vectors: Vectors) -> None:
    scores = VectorIndex.build(unit_vectors).scores(unit_vectors[7])
    assert scores.shape == (COUNT,) and int(scores.argmax()) == 7
    assert scores[7] == pytest.approx(1.0, abs=0.02)


def test_an_index_is_the_same_after_it_was_saved(kind: str, unit_vectors: Vectors, tmp_path: Path) -> None:
    index = VectorIndex.build(unit_vectors)
    index.save(tmp_path / "vectors.faiss")
    again = VectorIndex.load(tmp_path / "vectors.faiss")
    assert again.kind == kind and again.size > 0
    assert np.allclose(again.vectors(), unit_vectors, atol=0.02)
    assert (again.nearest(unit_vectors[:5], 3) == index.nearest(unit_vectors[:5], 3)).all()


def test_vectors_left_in_their_file_are_scored_the_same(
    kind: str, unit_vectors: Vectors, tmp_path: Path
) -> None:
    index, file = VectorIndex.build(unit_vectors), tmp_path / "vectors.faiss"
    index.save(file)
    left = index.left_in(file)
    file.unlink()  # who serves it keeps what has been mapped
    assert left.kind == kind
    assert np.array_equal(left.scores(unit_vectors[7]), index.scores(unit_vectors[7]))
    assert np.array_equal(left.rows(slice(5, 9)), index.rows(slice(5, 9)))
