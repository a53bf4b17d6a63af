"""What an hour too many or too few on the clock of the machine does."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from core.clock import TAIPEI, SetBack, local_now, utc_now
from desk.auth.second_factor import new_secret, step_of

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A clock that is set, and seconds that nobody sets."""

    def __init__(self) -> None:
        self.now, self.seconds = NOW, 0.0

    def after(self, seconds: float, step: timedelta = timedelta()) -> None:
        """Time passes, and the clock is set by ``step``."""
        self.seconds += seconds
        self.now += timedelta(seconds=seconds) + step


@pytest.mark.parametrize(
    ("step", "told"),
    [(-HOUR, True), (HOUR, False), (timedelta(), False), (timedelta(seconds=-5), False)],
)
def test_only_a_clock_that_went_back_is_told_and_only_once(step: timedelta, told: bool) -> None:
    machine = Machine()
    watch = SetBack(lambda: machine.now, lambda: machine.seconds)
    machine.after(600)
    assert not watch.happened()
    machine.after(1, step)
    assert watch.happened() is told
    assert not watch.happened()


def test_it_is_told_also_when_nobody_asked_for_longer_than_the_step() -> None:
    machine = Machine()
    watch = SetBack(lambda: machine.now, lambda: machine.seconds)
    machine.after(7200, -HOUR)
    assert watch.happened()


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
def test_a_code_refused_by_a_wrong_clock_counts_once_the_clock_is_right(wrong: timedelta) -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW)
    assert step_of(secret, code, NOW + wrong, 0) is None
    step = step_of(secret, code, NOW, 0)
    assert step is not None and step_of(secret, code, NOW, step) is None


def test_now_is_the_same_moment_for_the_database_and_for_people() -> None:
    kept, read = utc_now(), local_now()
    assert kept.tzinfo is UTC and read.tzinfo is TAIPEI
    assert timedelta() <= read - kept < HOUR


def test_five_seconds_are_slewed_and_more_are_not() -> None:
    machine = Machine()
    watch = SetBack(lambda: machine.now, lambda: machine.seconds)
    machine.after(0, timedelta(seconds=-5))
    assert not watch.happened()
    machine.after(0, timedelta(seconds=-5.5))
    assert watch.happened()
