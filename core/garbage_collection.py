"""Memory beside an index of half a million objects, which is no garbage.

A full collection would look through all of it while everybody waits, every few dozen turns. What loading
needed and freed stays with the process in holes between what is kept, unless it is given back.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def set_apart() -> Iterator[None]:
    """What is loaded by now is left out of collections meanwhile."""
    _give_back()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def set_apart_anew() -> None:
    """Something large was replaced: the old is collected, the new left out in its place."""
    gc.unfreeze()
    gc.collect()
    _give_back()
    gc.freeze()


def _give_back() -> None:
    """Give freed memory back to the system, where the C library knows how (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
