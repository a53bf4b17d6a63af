"""Opening hours: what the setting says, and laws that hold for any week and any calendar."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import PUBLIC
from core.clock import TAIPEI
from core.opening_hours import OpeningHours

HOURS = OpeningHours.parse("mon-fri 08:30-12:00,13:30-17:30")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda m: m.replace(tzinfo=TAIPEI))
DAYS = st.sampled_from(["mon-fri", "tue", "sun-tue", "wed-wed", "mon-sun"])
CLOCK = st.times().map(lambda t: f"{t:%H:%M}")


def _never(day: date) -> bool:
    return False


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-26 08:30", True),
        ("2026-11-26 11:59", True),
        ("2026-11-26 12:00", False),
        ("2026-11-26 13:29", False),
        ("2026-11-26 17:30", False),
        ("2026-11-28 10:00", False),  # a Saturday
        ("2026-10-09 10:00", False),  # National Day, moved to Friday
    ],
)
def test_open_exactly_within_the_hours_of_a_working_day(moment: str, is_open: bool) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=TAIPEI)
    assert HOURS.is_open(at, PUBLIC.is_closed) is is_open


def test_the_next_opening_passes_over_the_weekend() -> None:
    friday_evening = datetime(2026, 11, 27, 18, 0, tzinfo=TAIPEI)
    assert HOURS.next_opening(friday_evening, PUBLIC.is_closed) == datetime(
        2026, 11, 30, 8, 30, tzinfo=TAIPEI
    )


def test_the_next_opening_of_a_lunch_break_is_the_afternoon() -> None:
    noon = datetime(2026, 11, 26, 12, 10, tzinfo=TAIPEI)
    assert HOURS.next_opening(noon, PUBLIC.is_closed) == datetime(2026, 11, 26, 13, 30, tzinfo=TAIPEI)


def test_hours_without_any_day_never_open() -> None:
    now = datetime(2026, 11, 26, 12, 10, tzinfo=TAIPEI)
    assert OpeningHours.parse("").next_opening(now, _never) is None


@pytest.mark.parametrize(
    "text", ["08:30-12:00", "mon-fri 12:00-08:30", "mon-xyz 08:30-12:00", "mon 8:30-12:00", "mon 25:00-26:00"]
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        OpeningHours.parse(text)


@given(MOMENTS, DAYS, CLOCK, CLOCK)
def test_the_next_opening_is_later_open_and_nothing_opens_before_it(
    now: datetime, days: str, start: str, end: str
) -> None:
    if start >= end:
        start, end = end, start
    if start == end:
        return
    hours = OpeningHours.parse(f"{days} {start}-{end}")
    opening = hours.next_opening(now, PUBLIC.is_closed)
    assert opening is not None
    assert opening > now
    assert hours.is_open(opening, PUBLIC.is_closed)
    if not hours.is_open(now, PUBLIC.is_closed):
        halfway = now + (opening - now) / 2
        assert not hours.is_open(halfway, PUBLIC.is_closed)


@given(MOMENTS, st.integers(0, 30))
def test_a_closure_never_makes_the_next_opening_earlier(now: datetime, ahead: int) -> None:
    closed = now.date() + timedelta(days=ahead)
    usual = HOURS.next_opening(now, PUBLIC.is_closed)
    with_closure = HOURS.next_opening(now, lambda day: day == closed or PUBLIC.is_closed(day))
    assert usual is not None
    assert with_closure is not None
    assert with_closure >= usual
