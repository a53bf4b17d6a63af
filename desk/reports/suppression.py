"""Small numbers are not shown, and cannot be worked out from the total (pure).

A cell of 1 to 4 could point to a person: it is shown as 「少於 5」 (primary suppression). Where the
total would still narrow it down, further cells are withheld (secondary suppression), the smallest first,
until every small cell may be anything from 1 to 4 as far as a reader can tell. Where no cells are left
for that, all of them are withheld, zeros included.
See: A. Hundepool et al., Statistical Disclosure Control (Wiley, 2012), chapter 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

THRESHOLD = 5
_MOST = THRESHOLD - 1


class Hidden(Enum):
    """What stands in place of a number."""

    FEW = f"少於 {THRESHOLD}"
    WITHHELD = "不列出"

    def __str__(self) -> str:
        return self.value


Shown = int | Hidden


@dataclass(frozen=True, slots=True)
class SummedColumn:
    """Cells of a table with their total, as shown."""

    cells: tuple[Shown, ...]
    total: Shown


def few(count: int) -> Shown:
    """A number that stands alone, with no total to work it out from."""
    return Hidden.FEW if 0 < count < THRESHOLD else count


def suppress(counts: Sequence[int]) -> SummedColumn:
    """``counts`` (none negative) and their sum, without what would give away a small one."""
    total = sum(counts)
    if 0 < total < THRESHOLD:
        return SummedColumn((Hidden.FEW,) * len(counts), Hidden.FEW)
    small = [count for count in counts if 0 < count < THRESHOLD]
    if not small:
        return SummedColumn(tuple(counts), total)
    by_size = sorted((count, index) for index, count in enumerate(counts) if count >= THRESHOLD)
    for withheld in range(len(by_size) + 1):
        rest = [count for count, _ in by_size[withheld:]]
        if _is_safe(small, [count for count, _ in by_size[:withheld]], rest):
            chosen = {index for _, index in by_size[:withheld]}
            return SummedColumn(tuple(_shown(count, i in chosen) for i, count in enumerate(counts)), total)
    return SummedColumn((Hidden.WITHHELD,) * len(counts), total)


def _shown(count: int, is_withheld: bool) -> Shown:
    return Hidden.WITHHELD if is_withheld else few(count)


def _is_safe(small: Sequence[int], withheld: Sequence[int], rest: Sequence[int]) -> bool:
    """Whether each small cell may be 1 and may be 4, for somebody who knows the total and this rule.

    A withheld cell is at least 5, and no larger than the smallest that is shown.
    """
    missing = sum(small) + sum(withheld)
    others = len(small) - 1
    at_most = missing - others - THRESHOLD * len(withheld)
    largest = rest[0] if rest else missing
    at_least = missing - others * _MOST - largest * len(withheld)
    return at_most >= _MOST and at_least <= 1
