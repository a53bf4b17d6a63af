"""Memory beside an index of half a million objects, which is no garbage.

A full collection would look through all of it while everybody waits, every few dozen turns. What loading
needed and freed stays with the process in holes between what is kept, unless it is given back.
"""

import ctypes
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pauses:
    """How many pauses last now, in whatever thread: the collector serves the whole process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lasting = 0

    def change(self, by: int) -> None:
        with self._lock:
            self._lasting += by
            (gc.disable if self._lasting else gc.enable)()


_PAUSES = _Pauses()


@contextmanager
def set_apart() -> Iterator[None]:
    """What is loaded by now is left out of collections meanwhile."""
    give_back()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def loading() -> Iterator[None]:
    """Something large is loaded meanwhile: no collection looks through it, neither now nor later.

    What it replaces has no cycles and goes by itself. What was garbage before is collected first; what is
    left of a load that failed stays as it is, for the next collection.
    """
    gc.collect()
    with paused():
        yield
        gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    """Very many small things are made beside the event loop, nearly all of which go by themselves.

    A collection would look through them again and again, and everybody waits for a collection. Pauses may
    overlap: collections begin again after the last.
    """
    _PAUSES.change(1)
    try:
        yield
    finally:
        _PAUSES.change(-1)


def give_back() -> None:
    """Give freed memory back to the system, where the C library knows how (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
