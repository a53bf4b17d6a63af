"""What is loaded for good is left out of garbage collections, what was freed goes back to the system."""

import gc
import weakref

import psutil

from core.garbage_collection import set_apart, set_apart_anew


class _Ring:
    """Something that only a collection frees."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_not_looked_through_until_the_end() -> None:
    with set_apart():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_what_was_replaced_is_freed_though_it_was_set_apart() -> None:
    old = _Ring()
    gone = weakref.ref(old)
    with set_apart():
        del old
        set_apart_anew()
        assert gone() is None and gc.get_freeze_count() > 0


def test_memory_that_was_freed_between_what_is_kept_is_given_back() -> None:
    pieces = [bytes([1]) * 10_000 for _ in range(6_000)]
    kept = pieces[::100]
    with set_apart():
        del pieces
        before = psutil.Process().memory_info().rss
        set_apart_anew()
        given = before - psutil.Process().memory_info().rss
    assert len(kept) == 60 and given > 20 * 2**20
