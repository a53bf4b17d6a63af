"""Small numbers stay unknown to a reader who has the whole table, its total, and the rule."""

from hypothesis import example, given
from hypothesis import strategies as st

from desk.reports.suppression import THRESHOLD, Hidden, SummedColumn, few, suppress

Counts = st.lists(st.one_of(st.integers(0, 8), st.integers(0, 500)), min_size=1, max_size=8)


def _bounds(column: SummedColumn, index: int) -> tuple[int, int]:
    """The least and the most that a hidden cell may be, worked out from what is shown alone."""
    total = column.total
    assert isinstance(total, int)
    small = Hidden.FEW in column.cells
    ranges = {Hidden.FEW: (1, THRESHOLD - 1), Hidden.WITHHELD: (THRESHOLD if small else 0, total)}
    missing = total - sum(cell for cell in column.cells if isinstance(cell, int))
    others = [ranges[cell] for i, cell in enumerate(column.cells) if isinstance(cell, Hidden) and i != index]
    own = column.cells[index]
    assert isinstance(own, Hidden)
    least = max(ranges[own][0], missing - sum(high for _, high in others))
    most = min(ranges[own][1], missing - sum(low for low, _ in others))
    return least, most


@given(Counts)
@example([1, 5])
@example([1, 1, 1, 1, 1])
@example([4, 4, 4])
@example([3, 100])
def test_no_small_number_is_shown_or_can_be_worked_out(counts: list[int]) -> None:
    column = suppress(counts)
    for index, count in enumerate(counts):
        if not 0 < count < THRESHOLD:
            continue
        assert isinstance(column.cells[index], Hidden)
        if isinstance(column.total, int):
            least, most = _bounds(column, index)
            assert least < most
            if column.cells[index] is Hidden.FEW:
                assert (least, most) == (1, THRESHOLD - 1)


@given(Counts)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    column = suppress(counts)
    for cell, count in zip((*column.cells, column.total), (*counts, sum(counts)), strict=True):
        assert cell == count if isinstance(cell, int) else cell in Hidden
        if cell is Hidden.FEW:
            assert count < THRESHOLD


@given(st.lists(st.integers(THRESHOLD, 500) | st.just(0), min_size=1, max_size=8))
def test_large_numbers_and_zeros_are_left_alone(counts: list[int]) -> None:
    assert suppress(counts) == SummedColumn(tuple(counts), sum(counts))


def test_a_single_small_cell_takes_the_smallest_large_one_with_it() -> None:
    assert suppress([2, 40, 9, 0]).cells == (Hidden.FEW, 40, Hidden.WITHHELD, 0)


def test_a_small_total_tells_nothing_of_its_cells() -> None:
    assert suppress([3, 0]) == SummedColumn((Hidden.FEW, Hidden.FEW), Hidden.FEW)


def test_a_number_without_total_is_hidden_by_itself() -> None:
    assert [few(0), few(4), few(5)] == [0, Hidden.FEW, 5]
