"""Garbage collection beside an index of half a million objects, which is no garbage.

A full collection would look through all of it while everybody waits, every few dozen turns.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def set_apart() -> Iterator[None]:
    """What is loaded by now is left out of collections meanwhile."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def set_apart_anew() -> None:
    """Something large was replaced: the old is collected, the new left out in its place."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
