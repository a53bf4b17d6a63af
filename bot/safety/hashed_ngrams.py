"""Hashed n-grams of characters (Weinberger et al. 2009), in the buckets of scikit-learn's vectorizer.

The package itself takes 65 MB, which only learning is worth; MurmurHash3 (Appleby 2011, 32 bits) takes twenty
lines.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

BUCKETS = 2**14
LONGEST = 4
Floats = NDArray[np.float32]
Numbers = NDArray[np.uint32]
_FIRST, _SECOND, _ADDED = np.array([0xCC9E2D51, 0x1B873593, 0xE6546B64], dtype=np.uint32)
_LAST = ((16, np.uint32(0x85EBCA6B)), (13, np.uint32(0xC2B2AE35)), (16, np.uint32(1)))


def ngrams(text: str) -> Iterator[str]:
    """The n-grams of each word with a space on either side (``char_wb``); a short word is one of its own."""
    for word in text.split():
        padded = f" {word} "
        for size in range(1, LONGEST + 1):
            yield from (padded[start : start + size] for start in range(max(len(padded) - size, 0) + 1))
            if len(padded) <= size:
                break


def murmur3(texts: Sequence[str]) -> NDArray[np.int32]:
    """MurmurHash3 of the UTF-8 bytes of each of ``texts`` with seed 0, shape (texts,)."""
    coded = [text.encode() for text in texts]
    lengths = np.array([*map(len, coded)], dtype=np.uint32)
    width = 4 * (int(lengths.max(initial=0)) // 4 + 1)
    blocks = np.frombuffer(b"".join(code.ljust(width, b"\0") for code in coded), "<u4")
    found = np.zeros(len(coded), dtype=np.uint32)
    for place, block in enumerate(blocks.reshape(-1, width // 4).T):
        # What is beyond the end is 0 and changes nothing; what is left over is not turned.
        mixed = found ^ _turned(block * _FIRST, 15) * _SECOND
        found = np.where(place < lengths // 4, _turned(mixed, 13) * np.uint32(5) + _ADDED, mixed)
    found ^= lengths
    for shift, factor in _LAST:
        found = np.asarray((found ^ found >> np.uint32(shift)) * factor, dtype=np.uint32)
    return found.view(np.int32)


def _turned(numbers: Numbers, bits: int) -> Numbers:
    left, right = numbers << np.uint32(bits), numbers >> np.uint32(32 - bits)
    return np.asarray(left | right, dtype=np.uint32)


def hashed(text: str) -> tuple[NDArray[np.int64], Floats]:
    """The buckets of the n-grams of ``text``, and how often each is meant, brought to length 1."""
    places = np.abs(murmur3([*ngrams(text)]).astype(np.int64)) % BUCKETS
    buckets, counts = np.unique(places, return_counts=True)
    return buckets, np.asarray(counts / max(float(np.linalg.norm(counts)), 1.0), dtype=np.float32)
