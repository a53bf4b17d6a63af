"""Who ends the contract tells two entries about notice apart, whatever else the words are like."""

import pytest

from bot.understanding.who_ends import not_of_this_side


@pytest.mark.parametrize(
    "text",
    [
        "裁員要提前幾天講",
        "店長叫我下個月不用來了 要先講多久",
        "they laid me off, how early must they tell me",
        "bos mau phk kami, harus kasih tau berapa hari sebelumnya",
        "โดนเลิกจ้างต้องบอกล่วงหน้ากี่วัน",
    ],
)
def test_who_is_let_go_does_not_ask_how_early_to_resign(text: str) -> None:
    assert not_of_this_side(text) == {"resignation-notice"}


@pytest.mark.parametrize(
    "text", ["我想離職要多久前說", "下週提離職來得及嗎", "I want to resign, how many days before"]
)
def test_who_resigns_does_not_ask_how_early_the_employer_tells(text: str) -> None:
    assert not_of_this_side(text) == {"notice-period"}


@pytest.mark.parametrize(
    "text",
    [
        "公司逼我自己離職，要提前多久講",  # both
        "資遣費怎麼算",  # a sum, whoever asks
        "自己走的話有資遣費嗎",
        "要提前多久講",
    ],
)
def test_where_it_is_not_plain_who_ends_it_both_may_be_meant(text: str) -> None:
    assert not_of_this_side(text) == frozenset()
