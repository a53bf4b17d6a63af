"""Quiet hours: never written to in them, never made to wait beyond their end."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.quiet_hours import QuietHours
from core.clock import TAIPEI

NIGHT = QuietHours.read("21:00-08:00")
_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(TAIPEI))
_TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-26T20:59:59", "2026-11-26T20:59:59"),
        ("2026-11-26T21:00:00", "2026-11-27T08:00:00"),
        ("2026-11-27T00:00:00", "2026-11-27T08:00:00"),
        ("2026-11-27T07:59:59", "2026-11-27T08:00:00"),
        ("2026-11-27T08:00:00", "2026-11-27T08:00:00"),
    ],
)
def test_a_night_ends_in_the_morning(now: str, opens: str) -> None:
    assert NIGHT.next_open(_at(now)) == _at(opens)


@given(_TIMES, _TIMES, _MOMENTS)
def test_the_next_open_moment_is_open_and_less_than_a_day_away(start: time, end: time, now: datetime) -> None:
    opens = QuietHours(start, end).next_open(now)
    assert not QuietHours(start, end).contain(opens)
    assert timedelta() <= opens - now < timedelta(days=1)


@given(_TIMES, _TIMES, _MOMENTS)
def test_an_open_moment_does_not_wait(start: time, end: time, now: datetime) -> None:
    quiet = QuietHours(start, end)
    assert (quiet.next_open(now) == now) == (not quiet.contain(now))


@given(_MOMENTS)
def test_no_quiet_hours_hold_nobody_up(now: datetime) -> None:
    assert QuietHours.read("").next_open(now) == now


def test_spaces_and_wide_colons_are_read() -> None:
    assert QuietHours.read(" 21：00 - 08:00") == NIGHT


@pytest.mark.parametrize("text", ["21-8", "21:00", "25:00-08:00", "21:60-08:00", "晚上", "21:00-08:00-09:00"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        QuietHours.read(text)
