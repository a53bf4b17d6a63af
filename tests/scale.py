"""How search behaves with many more vectors than a bureau has; part of ``make bench``."""

import statistics
import time

import numpy as np

from retrieval.encoder.base import Vectors
from retrieval.index.vectors import VectorIndex

SIZES = (150, 10_000, 100_000, 1_000_000)
QUERIES = 200
NEAREST = 10
# Around real vectors: their copies lie as far apart as texts of one topic do (cosine about 0.9).
SPREAD = 0.45


def _around(real: Vectors, count: int, random: np.random.Generator) -> Vectors:
    """``count`` unit vectors with the shape of real ones."""
    chosen = real[random.integers(len(real), size=count)]
    noise = random.standard_normal(chosen.shape, dtype=np.float32) * np.float32(
        SPREAD / np.sqrt(real.shape[1])
    )
    chosen = chosen + noise
    return np.asarray(chosen / np.linalg.norm(chosen, axis=1, keepdims=True), dtype=np.float32)


def _exact(vectors: Vectors, queries: Vectors) -> list[set[int]]:
    scores = queries @ vectors.T
    return [set(map(int, row)) for row in np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST]]


def measure(documents: Vectors, queries: Vectors) -> list[tuple[str, str]]:
    """A row a size; ``documents`` and ``queries`` are real vectors."""
    random = np.random.default_rng(7)
    asked = _around(queries, QUERIES, random)
    rows = []
    for size in SIZES:
        vectors = _around(documents, size, random)
        start = time.perf_counter()
        index = VectorIndex.build(vectors)
        built = time.perf_counter() - start
        seconds, hits = [], 0
        for query, right in zip(asked, _exact(vectors, asked), strict=True):
            start = time.perf_counter()
            found = index.nearest(query[None, :], NEAREST)[0]
            seconds.append(time.perf_counter() - start)
            hits += len(right & set(map(int, found)))
        seconds.sort()
        p95 = seconds[int(len(seconds) * 0.95)]
        rows.append(
            (
                f"{size:,} 個向量（{index.kind}）",
                f"建立 {built:.1f} 秒、{index.size / 2**20:.1f} MB、"
                f"搜尋 p50 {statistics.median(seconds) * 1e3:.2f} ms、p95 {p95 * 1e3:.2f} ms、"
                f"recall@{NEAREST} {hits / (QUERIES * NEAREST):.3f}",
            )
        )
    return rows
