"""How many threads matrix products use: one to serve, all to learn.

A search multiplies one vector, which waits for memory: more threads only spin beside it. What learns a
classifier multiplies whole matrices.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import ThreadpoolController

_BLAS = "blas"


def serve_on_one_thread() -> None:
    """From now on matrix products of this process use one thread, outside of `all_threads`."""
    ThreadpoolController().limit(limits=1, user_api=_BLAS)


@contextmanager
def all_threads() -> Iterator[None]:
    """Matrix products may use every processor; what limited them before holds again afterwards."""
    with ThreadpoolController().limit(limits=_processors(), user_api=_BLAS):
        yield


def _processors() -> int:
    """What the environment allows, else what there is."""
    return int(os.environ.get("OPENBLAS_NUM_THREADS") or os.cpu_count() or 1)
