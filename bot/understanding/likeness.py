"""How alike two messages are: by what they mean (an exponential of the cosine of their vectors) and by their
n-grams, with the Chinese words of the glossary for the other languages, so that the same examples serve six.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from retrieval.encoder.base import Vectors
from retrieval.index.lexical import ngrams, weighted_rows

Floats = NDArray[np.float32]
BUCKETS = 1 << 14
# Chosen by leaving authors out (docs/dialogue.md); flat around here.
SHARPNESS, GRAMS = 5.5, 0.2


def gram_matrix(texts: Sequence[str]) -> csr_array:
    """The n-grams of each text by bucket, rows of length 1, shape (texts, BUCKETS)."""
    rows = [sorted({crc32(gram.encode()) % BUCKETS for gram in ngrams(text)}) for text in texts]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    values = np.repeat([max(len(row), 1) ** -0.5 for row in rows], np.diff(starts)).astype(np.float32)
    return csr_array((values, columns, starts), shape=(len(texts), BUCKETS))


def by_gram(grams: csr_array) -> csr_array:
    """The same n-grams with the texts of each bucket in a row, shape (BUCKETS, texts)."""
    return grams.T.tocsr()


def likeness(some: Vectors, grams: csr_array, others: Vectors, others_by_gram: csr_array) -> Floats:
    """How alike messages are, shape (some, others); the n-grams of the others are those of `by_gram`."""
    shared = np.asarray((grams @ others_by_gram).toarray(), dtype=np.float32)
    return _meaning(some @ others.T) + GRAMS * shared


def likeness_of_one(cosines: Floats, text: str, others_by_gram: csr_array) -> Floats:
    """The same for one message from its ``cosines`` with the others, shape (others,)."""
    grams = gram_matrix([text])
    return _meaning(cosines) + GRAMS * weighted_rows(others_by_gram, grams.indices, grams.data)


def _meaning(cosines: Floats) -> Floats:
    return np.asarray(np.exp(SHARPNESS * (cosines - 1)), dtype=np.float32)
