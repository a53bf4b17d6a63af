"""特別休假: 勞動基準法第 38 條第 1 項."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators.annual_leave import entitled_days
from knowledge.calculators.base import InvalidInputs, Result

Ask = Callable[..., Result]


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2020-06-30", "還沒有特休"),
        ("2020-07-01", "3 天"),
        ("2020-12-31", "3 天"),
        ("2021-01-01", "7 天"),
        ("2022-01-01", "10 天"),
        ("2023-01-01", "14 天"),
        ("2024-12-31", "14 天"),
        ("2025-01-01", "15 天"),
        ("2029-12-31", "15 天"),
        ("2030-01-01", "16 天"),
        ("2036-01-01", "22 天"),
    ],
)
def test_days_of_one_hired_on_new_year_2020(ask: Ask, as_of: str, days: str) -> None:
    assert days in ask("annual-leave", hired="2020-01-01", as_of=as_of).finding.headline


def test_without_a_day_it_is_counted_to_today(ask: Ask) -> None:
    result = ask("annual-leave", hired="2026-05-24")
    assert "3 天" in result.finding.headline  # today is 2026-11-24: six months to the day


def test_the_period_of_use_and_the_next_step_are_told(working: Callable[..., dict[str, str]]) -> None:
    lines = working("annual-leave", hired="2023-03-01")
    assert lines["可以休的期間"].startswith("2026-03-01") and "2027-02-28" in lines["可以休的期間"]
    assert lines["下一次"].startswith("2027-03-01")


@pytest.mark.parametrize(("weekly", "hours"), [("20", "56 小時"), ("37.5", "105 小時"), ("8", "22.4 小時")])
def test_who_works_part_time_has_leave_in_proportion_to_a_week_of_forty_hours(
    ask: Ask, weekly: str, hours: str
) -> None:
    headline = ask("annual-leave", hired="2023-03-01", weekly_hours=weekly).finding.headline
    assert "14 天" in headline and headline.endswith(f"部分工時按比例約 {hours}")


@pytest.mark.parametrize("weekly", ["40", "48", ""])
def test_full_time_has_whole_days(ask: Ask, weekly: str) -> None:
    assert "小時" not in ask("annual-leave", hired="2023-03-01", weekly_hours=weekly).finding.headline


def test_a_day_before_hiring_is_refused(ask: Ask) -> None:
    with pytest.raises(InvalidInputs):
        ask("annual-leave", hired="2027-01-01")


@given(st.integers(1, 59))
def test_leave_never_shrinks_and_never_exceeds_thirty_days(years: int) -> None:
    assert 7 <= entitled_days(years) <= entitled_days(years + 1) <= 30
