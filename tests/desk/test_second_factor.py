"""Codes of the authenticator app, and the recovery codes for when it is lost."""

from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.auth.second_factor import recovery_codes, recovery_hash, step_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
moments = st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(moments, st.sampled_from([-30, 0, 30]))
def test_the_code_of_now_or_of_a_neighbouring_half_minute_counts(now: datetime, drift: int) -> None:
    code = pyotp.TOTP(SECRET).at(now + timedelta(seconds=drift))
    assert step_of(SECRET, code, now, 0) is not None


@given(moments)
def test_a_code_counts_once(now: datetime) -> None:
    code = pyotp.TOTP(SECRET).at(now)
    step = step_of(SECRET, code, now, 0)
    assert step is not None
    assert step_of(SECRET, code, now, step) is None


@given(moments, st.text(max_size=12))
def test_anything_else_does_not_count(now: datetime, code: str) -> None:
    totp = pyotp.TOTP(SECRET)
    right = {totp.at(now + timedelta(seconds=drift)) for drift in (-30, 0, 30)}
    if "".join(filter(str.isalnum, normalize("NFKC", code))) not in right:
        assert step_of(SECRET, code, now, 0) is None


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}\u3000{} "])
def test_a_code_counts_as_apps_show_it_and_as_keyboards_widen_it(typed: str) -> None:
    """hitobito/hitobito#2874, mysociety/fixmystreet#3581: 123 456 was refused."""
    now = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    code = pyotp.TOTP(SECRET).at(now)
    shown = typed.format(code[:3], code[3:])
    wide = shown.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert step_of(SECRET, code, now, 0) is not None
    assert {step_of(SECRET, written, now, 0) for written in (shown, wide)} == {step_of(SECRET, code, now, 0)}


def test_a_code_of_two_minutes_ago_does_not_count() -> None:
    now = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    assert step_of(SECRET, pyotp.TOTP(SECRET).at(now - timedelta(minutes=2)), now, 0) is None


def test_ten_recovery_codes_however_they_are_typed() -> None:
    codes = recovery_codes()
    assert len(set(codes)) == 10
    assert recovery_hash(1, codes[0]) == recovery_hash(1, f" {codes[0].upper().replace('-', ' ')} ")
    assert recovery_hash(1, codes[0]) != recovery_hash(2, codes[0])
