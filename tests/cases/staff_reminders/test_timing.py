"""Reminders: in time, on working days, one level higher each time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.staff_reminders.timing import BEFORE, reminder, told
from core.calendar import PUBLIC

DUE = date(2026, 12, 16)  # a Wednesday
_DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 1))
_OFFSETS = st.integers(-40, 40)


def _on(day: date, due: date = DUE) -> tuple[int, int] | None:
    found = reminder(due, day, PUBLIC.is_closed)
    return (found.days, found.level) if found else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 8), None),
        (date(2026, 12, 9), (7, 1)),
        (date(2026, 12, 10), (7, 1)),
        (date(2026, 12, 11), (3, 2)),  # three days before is a Sunday: told on Friday
        (date(2026, 12, 12), None),
        (date(2026, 12, 15), (1, 3)),
        (date(2026, 12, 16), (1, 3)),
        (date(2026, 12, 17), (-1, 4)),
        (date(2026, 12, 18), (-2, 5)),
        (date(2026, 12, 20), None),
        (date(2026, 12, 21), (-3, 6)),
    ],
)
def test_the_week_before_and_after_a_due_date(day: date, expected: tuple[int, int] | None) -> None:
    assert _on(day) == expected


@given(_DAYS, _OFFSETS)
def test_nobody_is_reminded_on_a_closed_day(due: date, offset: int) -> None:
    day = due + timedelta(days=offset)
    assert not PUBLIC.is_closed(day) or _on(day, due) is None


@given(_DAYS, st.integers(1, 40))
def test_every_working_day_after_the_due_date_reminds_one_level_higher(due: date, after: int) -> None:
    days = [due + timedelta(days=n) for n in range(1, after + 1)]
    levels = [found[1] for day in days if (found := _on(day, due))]
    assert levels == list(range(4, 4 + sum(not PUBLIC.is_closed(day) for day in days)))


@given(_DAYS, st.sampled_from(BEFORE))
def test_each_threshold_is_told_of_no_later_than_it_says(due: date, days: int) -> None:
    threshold = due - timedelta(days=days)
    told_on = [threshold - timedelta(days=n) for n in range(20)]
    first = next(found for day in told_on if (found := _on(day, due)))
    assert 0 < first[0] <= days


@given(_DAYS, _OFFSETS, st.integers(0, 30))
def test_a_level_never_falls_as_days_go_by(due: date, offset: int, later: int) -> None:
    day = due + timedelta(days=offset)
    first, second = _on(day, due), _on(day + timedelta(days=later), due)
    assert not first or not second or first[1] <= second[1]


def test_a_new_due_date_brings_new_reminders() -> None:
    first = reminder(DUE, DUE, PUBLIC.is_closed)
    second = reminder(DUE + timedelta(days=1), DUE + timedelta(days=1), PUBLIC.is_closed)
    assert first and second and first.key != second.key


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (1, ("王",)),
        (2, ("王", "李")),
        (3, ("王", "李", "陳")),
        (4, ("王", "李", "陳", "科長")),
        (9, ("王", "李", "陳", "科長")),
    ],
)
def test_the_person_then_the_deputies_then_the_supervisor(level: int, expected: tuple[str, ...]) -> None:
    assert told(level, "王", ("李", "陳"), ("科長",)) == expected


def test_a_case_that_nobody_has_goes_to_the_supervisor_at_once() -> None:
    assert told(1, "", (), ("科長",)) == ("科長",)


def test_nobody_is_told_twice() -> None:
    assert told(3, "王", ("王",), ("王", "科長")) == ("王", "科長")
