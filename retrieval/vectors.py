"""The FAISS side: inner product over unit vectors, exact for a bureau's size."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.encoder.base import Vectors


class VectorIndex:
    """Exact inner-product search over the documents' vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """Index ``vectors``, shape (documents, dimension), L2 norm 1."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> "VectorIndex":
        """Read an index that `save` wrote."""
        return cls(faiss.read_index(str(file)))

    def save(self, file: Path) -> None:
        """Write the index to ``file``."""
        faiss.write_index(self._index, str(file))

    def vectors(self) -> Vectors:
        """All vectors in document order, shape (documents, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, self._index.ntotal))

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Cosine of ``query``, shape (dimension,), with every document, shape (documents,)."""
        similarity, rows = self._index.search(query[None, :], self._index.ntotal)
        result = np.empty(self._index.ntotal, dtype=np.float32)
        result[rows[0]] = similarity[0]
        return result
