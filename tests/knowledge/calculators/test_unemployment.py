"""失業給付: 就業保險法第 16, 19-1, 20 條."""

from collections.abc import Callable

import pytest

from knowledge.calculators.base import Result

Ask = Callable[..., Result]


@pytest.mark.parametrize(
    ("dependants", "age", "headline"),
    [
        ("0", "1", "每月約 18,000 元，最長 6 個月"),  # 60 % of 30,000
        ("1", "1", "每月約 21,000 元，最長 6 個月"),
        ("2", "2", "每月約 24,000 元，最長 9 個月"),
        ("5", "3", "每月約 24,000 元，最長 9 個月"),  # never above 20 %
    ],
)
def test_rate_and_length(ask: Ask, dependants: str, age: str, headline: str) -> None:
    result = ask("unemployment", insured_wage="30000", age=age, dependants=dependants)
    assert headline in result.finding.headline


def test_a_second_claim_is_told_to_be_shorter(ask: Ask) -> None:
    notes = ask("unemployment", insured_wage="30000", age="1", dependants="0").finding.notes
    assert any("一半的期間" in note and "扣掉" in note for note in notes)


def test_it_begins_on_the_fifteenth_day_of_registration(working: Callable[..., dict[str, str]]) -> None:
    lines = working("unemployment", insured_wage="3萬", age="1", dependants="沒有", registered="115/11/2")
    assert lines["起算日"].startswith("2026-11-16")


def test_wages_above_the_top_grade_are_counted_as_the_top_grade(ask: Ask) -> None:
    result = ask("unemployment", insured_wage="80000", age="1", dependants="0")
    assert "27,480 元" in result.finding.headline  # 60 % of 45,800
    assert "45,800" in result.finding.notes[0]
