"""Periods: what was asked for, and what it is compared with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.reports import periods
from desk.reports.periods import BadPeriod

TODAY = date(2026, 11, 26)
DAYS = st.dates(date(2001, 1, 1), date(2026, 11, 26))


def test_without_wish_it_is_this_month() -> None:
    assert periods.read("", "", "", TODAY).name == "2026-11"


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31), "2026-02"),
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "2025-12"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4"),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31), "2026-Q3"),
    ],
)
def test_months_and_quarters(name: str, first: date, last: date, before: str) -> None:
    found = periods.read(name, "", "", TODAY)
    assert (found.first, found.last, found.before.name) == (first, last, before)


@given(DAYS, st.integers(periods.SHORTEST, periods.LONGEST))
def test_any_days_are_compared_with_as_many_days_right_before(last: date, count: int) -> None:
    first = date.fromordinal(max(last.toordinal() - count + 1, date(2000, 2, 1).toordinal()))
    if (last - first).days + 1 < periods.SHORTEST:
        return
    found = periods.read("", first.isoformat(), last.isoformat(), TODAY)
    before = found.before
    assert before.days == found.days
    assert (found.first - before.last).days == 1
    assert before.until == found.since


@given(DAYS)
def test_a_period_begins_and_ends_at_midnight_in_taipei(day: date) -> None:
    found = periods.month(day.year, day.month)
    assert (found.since.hour, found.until.hour) == (0, 0)
    assert (found.until - found.since).days == found.days


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-13", "", ""),
        ("last month", "", ""),
        ("0000-01", "", ""),
        ("2027-01", "", ""),
        ("", "2026-11-01", ""),
        ("", "2026-11-10", "2026-11-01"),
        ("", "2026-11-01", "2026-11-03"),
        ("", "2001-01-01", "2026-01-01"),
        ("", "0001-01-01", "0001-02-01"),
    ],
)
def test_an_impossible_period_says_what_to_do(name: str, first: str, last: str) -> None:
    with pytest.raises(BadPeriod) as told:
        periods.read(name, first, last, TODAY)
    assert told.value.detail
