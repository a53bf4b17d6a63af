"""What is loaded for good is left out of garbage collections."""

import gc
import weakref

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
