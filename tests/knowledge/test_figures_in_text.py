"""Which numbers in a text are figures, however they are written."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures_in_text import figures_in

UNITS = st.sampled_from(["日", "個月", "年", "小時", "分鐘", "歲", "元", "個工作日", "倍"])


@given(st.integers(2, 9999), UNITS)
def test_a_number_in_chinese_numerals_is_the_figure_in_digits(number: int, unit: str) -> None:
    numeral = cn2an.an2cn(number)
    assert figures_in(f"要在{numeral}{unit}內") == figures_in(f"要在 {number} {unit}內") == {str(number)}


@given(st.integers(1, 100))
def test_a_percentage_is_a_figure(number: int) -> None:
    assert str(number) in figures_in(f"百分之{cn2an.an2cn(number)}")


@given(st.integers(0, 10**7))
def test_thousands_separators_are_not_part_of_a_figure(number: int) -> None:
    assert figures_in(f"罰 {number:,} 元") == {str(number)}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("三分之二", {"3", "2"}),
        ("兩個月、兩年", {"2"}),
        ("四項文件、五種情形、十二款", set()),
        ("一天、一年、半年", set()),
        ("週二、星期三、第三日", set()),
        ("第 84 條之 1、第 2 項、第三款", set()),
        ("看 https://www.mol.gov.tw/1607/ 或 labcond.mol.gov.tw", set()),
        ("每月 {{minimum_wage_monthly}} 元", set()),
        ("約萬元", set()),
    ],
)
def test_counting_articles_addresses_and_parameters_are_none(text: str, figures: set[str]) -> None:
    assert figures_in(text) == figures
