"""``Retry-After`` in both of its forms, and what is neither."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.retry_after import retry_after

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Thu, 26 Nov 2026 04:02:00 GMT", 120.0),
        ("Thu, 26 Nov 2026 03:00:00 GMT", 0.0),
    ],
)
def test_seconds_and_dates_are_understood(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1.5", "\u00b2", "Thu, 99 Nov 2026"])
def test_anything_else_says_nothing(header: str | None) -> None:
    assert retry_after(header, NOW) is None


@given(st.text())
def test_no_header_is_an_error(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or seconds >= 0
