"""A text that is too long is cut between what a reader sees as signs, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.text import ELLIPSIS, shorten, split, units

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SIGNS = [FAMILY, "\U0001f1f9\U0001f1fc", "\U0001f44d\U0001f3fd", "e\u0301", "\u2764\ufe0f", "勞"]
# More marks on one letter than any message holds.
TOWER = "a" + "\u0301" * 300


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_is_cut_in_two(sign: str) -> None:
    limit = 4 * units(sign) - 1 if units(sign) > 1 else 3
    assert split(sign * 10, limit) == [sign * 3] * 3 + [sign]
    assert shorten(sign * 10, limit + 1) == sign * 3 + ELLIPSIS


def test_flags_beside_each_other_stay_in_pairs() -> None:
    assert split("\U0001f1f9\U0001f1fc\U0001f1ef\U0001f1f5", 5) == [
        "\U0001f1f9\U0001f1fc",
        "\U0001f1ef\U0001f1f5",
    ]


@given(st.lists(st.sampled_from([*SIGNS, TOWER, "。", "，"]) | st.text(max_size=3), max_size=30).map("".join))
def test_every_part_fits_and_nothing_is_lost(text: str) -> None:
    parts = split(text, 20)
    assert all(units(part) <= 20 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
