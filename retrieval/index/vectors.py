"""The FAISS side: inner product over unit vectors, exact for a bureau's size, approximate beyond."""

from math import sqrt
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.classifier.quantization import EightBits
from retrieval.encoder.base import Vectors

# Beyond, most documents get no score of their own: what the fusion learned of exact ones no longer fits, so a
# FAQ of ours must stay far below. What comparing with everything costs: docs/benchmarks.md.
EXACT_UP_TO = 50_000
GRAPH_UP_TO = 200_000
FLAT, GRAPH, PRODUCT_CODES = "flat", "HNSW", "IVF PQ"
_GRAPH = ("HNSW32", {"efConstruction": 120, "efSearch": 256})
_LISTS_READ = 64
_TRAINED_ON = 100_000
# So many of a million are compared again by their vectors: more find nothing more (docs/retrieval.md).
_COMPARED_AGAIN = 500
# Beyond exact search only so many documents get their own score.
_CANDIDATES = 2_000


def kind_for(count: int) -> str:
    """Name of the kind of index that so many vectors get."""
    if count <= EXACT_UP_TO:
        return FLAT
    return GRAPH if count <= GRAPH_UP_TO else PRODUCT_CODES


def _empty(count: int, dimension: int) -> faiss.Index:
    """Flat, then a navigable graph (HNSW, Malkov & Yashunin 2020), then inverted lists of product codes
    (Jégou et al. 2011; two bits a number, compared in registers, André et al. 2015) with the vectors in half
    precision for the best of them. An even ``dimension`` is needed there."""
    kind = kind_for(count)
    if kind == FLAT:
        return faiss.IndexFlatIP(dimension)
    lists = int(sqrt(count))
    codes = f"IVF{lists},PQ{dimension // 2}x4fsr,Refine(SQfp16)"
    # More lists than there are would spoil what FAISS finds.
    inverted = (codes, {"nprobe": min(_LISTS_READ, lists)})
    description, parameters = _GRAPH if kind == GRAPH else inverted
    index = faiss.index_factory(dimension, description, faiss.METRIC_INNER_PRODUCT)
    for name, value in parameters.items():
        faiss.ParameterSpace().set_index_parameter(index, name, value)
    return index


def _rows_of(index: faiss.IndexFlat) -> Vectors:
    """The vectors inside a flat index, not copied; valid as long as the index is."""
    rows: Vectors = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(-1, index.d)
    return rows


class VectorIndex:
    """Inner-product search over the documents' vectors; the kind of index follows their number."""

    def __init__(self, index: faiss.Index, rounded: EightBits | None = None) -> None:
        """``rounded`` are the vectors of a flat index, where they are known."""
        self._index = index
        self._flat = _rows_of(index) if isinstance(index, faiss.IndexFlat) else None
        self._rounded = rounded if rounded or self._flat is None else EightBits(self._flat)
        self._of_rows: dict[int, NDArray[np.float32]] = {}

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """Index ``vectors``, shape (documents, dimension), L2 norm 1."""
        index = _empty(*vectors.shape)
        if not index.is_trained:
            step = max(1, len(vectors) // _TRAINED_ON)
            index.train(vectors[::step])
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> "VectorIndex":
        """Read an index that `save` wrote."""
        return cls(faiss.read_index(str(file)))

    def left_in(self, file: Path) -> "VectorIndex":
        """The same, with the exact vectors of a flat index left in ``file``, which `save` wrote.

        Search compares in eight bits and seldom asks for one: they are mapped, and read when they are needed.
        """
        if self._flat is None:
            return self
        return VectorIndex(faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC), self._rounded)

    def save(self, file: Path) -> None:
        """Write the index to ``file``."""
        faiss.write_index(self._index, str(file))

    @property
    def size(self) -> int:
        """Bytes that the index needs, as written to a file."""
        return int(faiss.serialize_index(self._index).nbytes)

    @property
    def kind(self) -> str:
        """Name of the kind of index."""
        names = {"IndexFlatIP": FLAT, "IndexHNSWFlat": GRAPH, "IndexRefine": PRODUCT_CODES}
        return names[type(self._index).__name__]

    def vectors(self) -> Vectors:
        """All vectors in document order, shape (documents, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, self._index.ntotal))

    def rows(self, part: slice) -> Vectors:
        """The vectors of consecutive documents, shape (part, dimension)."""
        if self._flat is not None:
            return self._flat[part]
        return self.vectors()[part]

    def row(self, position: int) -> Vectors | None:
        """The vector of one document, shape (dimension,); None where only approximations are kept."""
        return None if self._flat is None else self._flat[position]

    def scores_of(self, position: int) -> NDArray[np.float32]:
        """`scores` of one document with every document; remembered, for the few that are asked for."""
        if position not in self._of_rows:
            self._of_rows[position] = self.scores(self.rows(slice(position, position + 1))[0])
        return self._of_rows[position]

    def nearest(self, queries: Vectors, count: int) -> NDArray[np.int64]:
        """Rows of the ``count`` nearest documents of each query, best first, shape (queries, count)."""
        return np.asarray(self._found(queries, count)[1])

    def _found(self, queries: Vectors, count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores and rows of the nearest, of each query; rows are -1 where there are fewer."""
        if not isinstance(self._index, faiss.IndexRefine):
            scores, rows = self._index.search(queries, count)
            return scores, rows
        again = faiss.IndexRefineSearchParameters()
        again.k_factor = max(1.0, _COMPARED_AGAIN / count)
        scores, rows = self._index.search(queries, count, params=again)
        return scores, rows

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Cosine of ``query``, shape (dimension,), with every document, shape (documents,).

        Up to exact search, from vectors in eight bits: a third of the time, and all documents in their order.
        Beyond it, documents that are not among the nearest get the score of the last one.
        """
        if self._rounded is not None:
            return self._rounded.products(query)
        total = self._index.ntotal
        similarity, rows = self._found(query[None, :], _CANDIDATES)
        found = rows[0] >= 0
        result = np.full(total, similarity[0][found].min(), dtype=np.float32)
        result[rows[0][found]] = similarity[0][found]
        return result
