"""What is loaded for good is left out of garbage collections."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from core.garbage_collection import give_back, loading, paused, set_apart
from core.settings import Settings
from core.spreadsheet import Sheet, workbook
from retrieval.index import generation as generations


class _Ring:
    """Something that only a collection frees."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_not_looked_through_until_the_end() -> None:
    with set_apart():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_what_is_loaded_later_is_left_out_too_and_garbage_of_before_is_not_kept() -> None:
    with set_apart():
        old, loaded = _Ring(), _Ring()
        gone = weakref.ref(old)
        del old
        before = gc.get_freeze_count()
        with loading():
            assert gone() is None and not gc.isenabled()
            loaded.more = [_Ring() for _ in range(1_000)]  # type: ignore[attr-defined]
        assert gc.isenabled() and gc.get_freeze_count() > before + 1_000


def test_nothing_is_looked_through_while_very_much_is_made_and_afterwards_it_is_again() -> None:
    with pytest.raises(ValueError), paused():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()


def test_collections_begin_again_after_the_last_of_the_pauses() -> None:
    longer, shorter = paused(), paused()
    longer.__enter__()
    with shorter:
        assert not gc.isenabled()
    assert not gc.isenabled()
    longer.__exit__(None, None, None)
    assert gc.isenabled()


def test_pauses_that_overlap_in_threads_are_all_kept() -> None:
    first, second = paused(), paused()
    first.__enter__()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(second.__enter__).result()
        first.__exit__(None, None, None)
        assert not gc.isenabled()
        pool.submit(second.__exit__, None, None, None).result()
    assert gc.isenabled()


def test_a_large_workbook_is_made_without_a_collection() -> None:
    before = [generation["collections"] for generation in gc.get_stats()]
    workbook([Sheet("案件", [("一", 2)] * 3_000, (10, 10))])
    after = [generation["collections"] for generation in gc.get_stats()]
    # Other tests' threads may make garbage: without the pause there were some forty.
    assert sum(after) - sum(before) < 5


@pytest.fixture
def index(settings: Settings) -> Path:
    return settings.data_dir / "index"


def test_a_generation_that_was_replaced_goes_though_it_was_left_out(index: Path) -> None:
    number = generations.newest_number(index)
    with set_apart():
        with loading():
            loaded = generations.load(index, number)
        gone, with_it = weakref.ref(loaded.catalogue), gc.get_freeze_count()
        del loaded
        assert gone() is None and gc.get_freeze_count() < with_it - 10_000


def test_memory_that_was_freed_between_what_is_kept_is_given_back() -> None:
    pieces = [bytes([1]) * 10_000 for _ in range(6_000)]
    kept = pieces[::100]
    del pieces
    before = psutil.Process().memory_info().rss
    give_back()
    assert len(kept) == 60 and before - psutil.Process().memory_info().rss > 20 * 2**20
