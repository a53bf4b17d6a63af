"""法定期限: last days under 就業服務法, 勞動基準法, 勞資爭議處理法, 就業保險法, 訴願法."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import PUBLIC
from knowledge.calculators.base import Result
from knowledge.calculators.deadlines import DEADLINES
from knowledge.calculators.periods import Seniority, following_open_day

Ask = Callable[..., Result]


@pytest.mark.parametrize(
    ("kind", "counted_from", "last"),
    [
        ("layoff-report", "2026-12-31", "2026-12-21"),
        ("dismissal", "2026-11-02", "2026-12-02"),
        ("worker-termination", "2026-11-02", "2026-12-02"),
        ("mediation", "2026-11-02", "2026-11-22"),
        ("mediation-committee", "2026-11-02", "2026-12-21"),
        ("severance-payment", "2026-11-30", "2026-12-30"),
        ("unemployment-claim", "2024-11-25", "2026-11-25"),
        ("unfair-labor-practice", "2026-09-01", "2026-11-30"),
        ("administrative-appeal", "2026-11-02", "2026-12-02"),
    ],
)
def test_last_day(ask: Ask, kind: str, counted_from: str, last: str) -> None:
    assert last in ask("deadlines", kind=kind, **{kind: counted_from}).finding.headline


def test_every_rule_has_an_example_above() -> None:
    examples = {mark.args[1][i][0] for mark in test_last_day.pytestmark for i in range(len(mark.args[1]))}
    assert examples == {deadline.id for deadline in DEADLINES}


def test_a_last_day_toward_an_agency_moves_off_a_holiday(ask: Ask) -> None:
    headline = ask("deadlines", kind="訴願", **{"administrative-appeal": "2026-12-02"}).finding.headline
    assert "2027-01-04" in headline and "2027-01-01" in headline  # New Year's Day, then a weekend


def test_a_last_day_between_worker_and_employer_does_not_move(ask: Ask) -> None:
    assert "2026-12-05" in ask("deadlines", kind="dismissal", dismissal="2026-11-05").finding.headline


@pytest.mark.parametrize(
    ("counted_from", "words"),
    [("2026-11-23", "還有 29 天"), ("2026-10-25", "就是今天"), ("2026-10-01", "已經過了 24 天")],
)
def test_the_days_left_are_told(ask: Ask, counted_from: str, words: str) -> None:
    assert words in ask("deadlines", kind="dismissal", dismissal=counted_from).finding.headline


def test_only_the_question_of_the_chosen_rule_is_asked(ask: Ask) -> None:
    result = ask("deadlines", kind="dismissal", dismissal="2026-11-05", mediation="2026-01-01")
    assert len(result.inputs) == 2


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_following_open_day_is_open_and_not_before(day: date) -> None:
    following = following_open_day(day, PUBLIC.is_closed)
    assert following >= day and not PUBLIC.is_closed(following)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 9000))
def test_service_grows_with_every_day(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    shorter, longer = (
        Seniority.between(first, last),
        Seniority.between(first, date.fromordinal(last.toordinal() + 1)),
    )
    assert 0 < shorter.in_years <= longer.in_years
    assert shorter.begun_months <= longer.begun_months
