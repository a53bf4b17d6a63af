"""法定期限: last days under 就業服務法, 勞動基準法, 勞資爭議處理法, 就業保險法, 訴願法."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import PUBLIC
from knowledge.calculators.base import Result
from knowledge.calculators.deadlines import DEADLINE, LAYOFF_REPORT
from knowledge.calculators.periods import LAYOFF_REPORT_DAYS, Seniority, following_open_day
from knowledge.deadlines import TimeSpan, deadlines, of_entry

Ask = Callable[..., Result]


@pytest.mark.parametrize(
    ("kind", "counted_from", "last"),
    [
        ("layoff-report", "2026-12-31", "2026-12-21"),
        ("dismissal", "2026-11-02", "2026-12-01"),
        ("worker-termination", "2026-11-02", "2026-12-01"),
        ("mediation", "2026-11-02", "2026-11-22"),
        ("mediation-committee", "2026-11-02", "2026-12-21"),
        ("severance-payment", "2026-11-30", "2026-12-30"),
        ("unemployment-claim", "2024-11-25", "2026-11-25"),
        ("unfair-labor-practice", "2026-09-01", "2026-11-30"),
        ("administrative-appeal", "2026-11-02", "2026-12-02"),
        ("harassment", "2024-12-15", "2026-12-15"),
        ("harassment-power", "2024-12-16", "2027-12-16"),
        ("equality-damages", "2025-02-28", "2027-02-28"),
        ("equality-review", "2026-11-20", "2026-11-30"),
        ("accident-compensation", "2025-03-31", "2027-03-31"),
        ("accident-insurance", "2022-03-31", "2027-03-31"),
        ("wage-claim", "2021-12-05", "2026-12-05"),
        ("unemployment-recognition", "2026-11-30", "2028-11-30"),
        ("legal-aid", "2026-06-01", "2026-11-30"),
    ],
)
def test_last_day(ask: Ask, kind: str, counted_from: str, last: str) -> None:
    assert last in ask("deadlines", kind=kind, **{kind: counted_from}).finding.headline


def test_every_rule_has_an_example_above() -> None:
    examples = {mark.args[1][i][0] for mark in test_last_day.pytestmark for i in range(len(mark.args[1]))}
    assert examples == {deadline.id for deadline in deadlines()}


def test_a_last_day_toward_an_agency_moves_off_a_holiday(ask: Ask) -> None:
    headline = ask("deadlines", kind="訴願", **{"administrative-appeal": "2026-12-02"}).finding.headline
    assert "2027-01-04" in headline and "2027-01-01" in headline  # New Year's Day, then a weekend


def test_a_last_day_between_worker_and_employer_does_not_move(ask: Ask) -> None:
    assert "2026-12-05" in ask("deadlines", kind="dismissal", dismissal="2026-11-06").finding.headline


@pytest.mark.parametrize("hired", ["2026-11-25", "2026-11-21"])
def test_a_layoff_within_ten_days_of_hiring_is_reported_within_three_days_after_it(
    ask: Ask, hired: str
) -> None:
    result = ask("deadlines", kind="layoff-report", hired=hired, **{"layoff-report": "2026-11-30"})
    assert "2026-12-03" in result.finding.headline


def test_a_layoff_after_ten_days_of_work_is_reported_ten_days_before(ask: Ask) -> None:
    result = ask("deadlines", kind="layoff-report", hired="2026-11-20", **{"layoff-report": "2026-11-30"})
    assert "2026-11-20" in result.finding.headline


def test_a_claim_of_benefit_names_the_article_that_sets_the_two_years(ask: Ask) -> None:
    result = ask("deadlines", kind="unemployment-claim", **{"unemployment-claim": "2026-11-02"})
    assert result.finding.basis == ("就業保險法第 24 條", "就業保險法第 25 條第 1 項")


def test_the_thirty_days_to_end_a_contract_count_the_day_of_knowing(ask: Ask) -> None:
    rule = ask("deadlines", kind="dismissal", dismissal="2026-11-02").finding.rule
    assert "算第一天" in rule and "起算的那一天不算" not in rule


@pytest.mark.parametrize(
    ("counted_from", "words"),
    [("2026-11-23", "還有 28 天"), ("2026-10-26", "就是今天"), ("2026-10-01", "已經過了 25 天")],
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


def test_a_second_limit_that_comes_first_is_the_last_day(ask: Ask) -> None:
    result = ask(
        "deadlines", kind="harassment", harassment="2026-11-02", **{"harassment-ended": "2022-01-10"}
    )
    assert result.finding.last_day == date(2027, 1, 11)  # the 10th is a Sunday
    assert not any("最長只到" in note for note in result.finding.notes)


def test_a_second_limit_that_was_not_given_is_told(ask: Ask) -> None:
    result = ask("deadlines", kind="harassment", harassment="2026-11-02")
    assert any("最長只到事情發生、結束後 5 年" in note for note in result.finding.notes)


def test_the_deadlines_of_an_entry_are_offered_by_it() -> None:
    for deadline in deadlines():
        assert all(deadline in of_entry(entry) for entry in deadline.entries)
        assert set(deadline.entries) <= set(DEADLINE.entries)


def test_the_days_of_a_layoff_report_stand_in_the_file_as_in_the_calculation() -> None:
    report = next(deadline for deadline in deadlines() if deadline.id == LAYOFF_REPORT)
    assert report.steps[0].days == -LAYOFF_REPORT_DAYS


def test_a_length_is_either_years_or_days() -> None:
    with pytest.raises(ValueError, match="years or days"):
        TimeSpan(years=1, days=3)
