"""預告期間: 勞動基準法第 15, 16 條."""

from collections.abc import Callable

import pytest

from knowledge.calculators.base import InvalidInputs, Result

Ask = Callable[..., Result]
Working = Callable[..., dict[str, str]]


@pytest.mark.parametrize("who", ["雇主資遣", "勞工自己離職"])
@pytest.mark.parametrize(
    ("hired", "days"),
    [
        ("2026-10-02", "未滿 3 個月"),
        ("2026-10-01", "10 天"),
        ("2026-01-02", "10 天"),
        ("2026-01-01", "20 天"),
        ("2024-01-02", "20 天"),
        ("2024-01-01", "30 天"),
    ],
)
def test_days_of_notice_for_one_who_leaves_at_the_end_of_2026(
    ask: Ask, who: str, hired: str, days: str
) -> None:
    assert days in ask("notice", who=who, hired=hired, left="2026-12-31").finding.headline


def test_the_latest_day_of_notice_is_told(working: Working) -> None:
    lines = working("notice", who="1", hired="2024-01-01", left="2026-12-31")
    assert lines["最晚通知日"].startswith("2026-12-01")


def test_the_employer_owes_wages_for_missing_days(working: Working) -> None:
    lines = working("notice", who="1", hired="112/3/1", left="2026-12-31", told="2026-12-20", wage="36000")
    assert lines["預告不足"] == "19 天"
    assert lines["預告期間工資"].endswith("22,800 元")


def test_a_day_of_notice_is_never_worth_less_than_the_average_wage(working: Working) -> None:
    asked = {"who": "1", "hired": "2023-10-22", "left": "2026-04-21", "told": "2026-04-21"}
    lines = working("notice", **asked, wage="30000", average="1100")  # the ministry's own example
    assert lines["預告期間工資"].endswith("22,000 元")
    lines = working("notice", **asked, wage="30000", average="900")
    assert lines["預告期間工資"].endswith("20,000 元")


def test_without_the_average_wage_the_amount_is_told_to_be_possibly_higher(ask: Ask) -> None:
    finding = ask(
        "notice", who="1", hired="112/3/1", left="2026-12-31", told="2026-12-20", wage="36000"
    ).finding
    assert any("平均工資" in note and "再算一次" in note for note in finding.notes)


def test_a_layoff_within_ten_days_of_hiring_is_reported_afterwards(working: Working) -> None:
    lines = working("notice", who="1", hired="2026-11-25", left="2026-11-30")
    assert lines["雇主最晚資遣通報日"].startswith("2026-12-03")


def test_enough_notice_owes_nothing(working: Working) -> None:
    lines = working("notice", who="1", hired="112/3/1", left="2026-12-31", told="2026-12-01", wage="36000")
    assert lines["預告不足"] == "0 天" and "預告期間工資" not in lines


def test_a_layoff_names_the_report_and_job_seeking_leave(ask: Ask) -> None:
    finding = ask("notice", who="1", hired="112/3/1", left="2026-12-31").finding
    assert any(line.label == "雇主最晚資遣通報日" and "2026-12-21" in line.text for line in finding.lines)
    assert any("謀職假" in note for note in finding.notes)


def test_a_worker_who_resigns_is_told_neither(ask: Ask) -> None:
    finding = ask("notice", who="2", hired="112/3/1", left="2026-12-31").finding
    assert not any("通報" in line.label for line in finding.lines)
    assert not any("謀職假" in note for note in finding.notes)


@pytest.mark.parametrize("texts", [{"hired": "2027-01-01"}, {"hired": "2020-01-01", "told": "2027-01-01"}])
def test_days_in_the_wrong_order_are_refused(ask: Ask, texts: dict[str, str]) -> None:
    with pytest.raises(InvalidInputs):
        ask("notice", who="1", left="2026-12-31", **texts)
