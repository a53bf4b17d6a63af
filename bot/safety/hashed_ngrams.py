"""Hashed n-grams of characters (Weinberger et al. 2009), in the buckets of scikit-learn's vectorizer.

That package takes 65 MB, which only learning is worth; the hash is MurmurHash3 (Appleby 2011, 32 bits).
"""

from collections.abc import Iterator

import mmh3
import numpy as np
from numpy.typing import NDArray

BUCKETS = 2**14
LONGEST = 4
Floats = NDArray[np.float32]


def ngrams(text: str) -> Iterator[str]:
    """The n-grams of each word with a space on either side (``char_wb``); a short word is one of its own."""
    for word in text.split():
        padded = f" {word} "
        for size in range(1, LONGEST + 1):
            yield from (padded[start : start + size] for start in range(max(len(padded) - size, 0) + 1))
            if len(padded) <= size:
                break


def hashed(text: str) -> tuple[NDArray[np.int64], Floats]:
    """The buckets of the n-grams of ``text``, and how often each is meant, brought to length 1."""
    places = np.abs(np.fromiter(map(mmh3.hash, ngrams(text)), np.int64)) % BUCKETS
    buckets, counts = np.unique(places, return_counts=True)
    return buckets, np.asarray(counts / max(float(np.linalg.norm(counts)), 1.0), dtype=np.float32)
