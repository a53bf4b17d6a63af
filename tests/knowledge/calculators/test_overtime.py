"""加班費: 勞動基準法第 24, 39, 40 條; the examples of weekdays, rest days and holidays are the bureau's own."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import calculators
from knowledge.calculators.base import Result
from knowledge.calculators.running import run
from knowledge.loader import KnowledgeBase

Ask = Callable[..., Result]


def _amount(result: Result) -> int:
    return int("".join(filter(str.isdigit, result.finding.headline)))


@pytest.mark.parametrize(
    ("kind", "hours", "amount"),
    [
        ("平日", "2", 400),  # 150 × 4/3 × 2
        ("平日", "3", 650),  # + 150 × 5/3
        ("平日", "4", 900),
        ("平日", "30分鐘", 100),
        ("休息日", "1", 200),
        ("休息日", "6", 1_400),
        ("休息日", "8", 1_900),
        ("休息日", "9", 2_300),
        ("休息日", "12", 3_500),
        ("國定假日", "1", 1_200),  # a day's wage, however short the work
        ("國定假日", "8", 1_200),
        ("國定假日", "10", 1_600),
        ("國定假日", "12", 2_100),
        ("例假", "8", 1_200),
        ("例假", "10", 1_600),  # + 150 × 4/3 × 2: twice only in a disaster (勞動2字第 1010090930 號函)
        ("投票日", "4", 600),  # the hours worked, not a day
        ("投票日", "10", 1_600),
        ("平日", "0", 0),
    ],
)
def test_monthly_wage_of_36000(ask: Ask, kind: str, hours: str, amount: int) -> None:
    assert _amount(ask("overtime", kind=kind, pay="月薪", wage="36000", hours=hours)) == amount


@pytest.mark.parametrize(
    ("kind", "hours", "amount"), [("休息日", "4", 1_176), ("平日", "2", 523), ("國定假日", "4", 784)]
)
def test_hourly_wage_of_196(ask: Ask, kind: str, hours: str, amount: int) -> None:
    assert _amount(ask("overtime", kind=kind, pay="時薪", wage="196", hours=hours)) == amount


def test_hours_beyond_the_legal_day_are_named_and_not_passed_over(ask: Ask) -> None:
    result = ask("overtime", kind="1", pay="1", wage="36000", hours="6")
    assert _amount(result) == 900
    assert any("12 小時" in note for note in result.finding.notes)


def test_a_wage_below_the_minimum_is_remarked(ask: Ask) -> None:
    assert any(
        "最低工資" in note for note in ask("overtime", kind="1", pay="2", wage="150", hours="1").finding.notes
    )
    assert not any(
        "最低工資" in note for note in ask("overtime", kind="1", pay="2", wage="300", hours="1").finding.notes
    )


@pytest.mark.parametrize(
    ("kind", "hours", "amount"),
    [
        ("天災、突發事件加班", "3", 900),  # 150 × 2 × 3
        ("天災、突發事件停止放假", "10", 1_800),  # a day, and 150 × 2 × 2
        ("停止放假", "14", 3_000),  # a day, and 150 × 2 × 6: no limit of twelve hours
    ],
)
def test_in_a_disaster_every_hour_beyond_the_regular_ones_is_paid_twice(
    ask: Ask, kind: str, hours: str, amount: int
) -> None:
    result = ask("overtime", kind=kind, pay="月薪", wage="36000", hours=hours)
    assert _amount(result) == amount


def test_the_hourly_paid_are_told_that_hours_within_eight_are_paid_as_agreed(ask: Ask) -> None:
    notes = ask("overtime", kind="平日", pay="時薪", wage="196", hours="1").finding.notes
    assert any("8 小時以內" in note for note in notes)


def test_an_announced_minimum_wage_is_told_with_its_remark(base: KnowledgeBase) -> None:
    context = calculators.context(base.parameters, date(2027, 1, 2))
    texts = {"kind": "1", "pay": "時薪", "wage": "196", "hours": "1"}
    notes = run(calculators.CALCULATORS["overtime"], texts, context).finding.notes
    assert any("205（待確認）" in note for note in notes)


def test_work_on_a_mandatory_day_off_is_told_to_be_unlawful(ask: Ask) -> None:
    notes = ask("overtime", kind="例假", pay="1", wage="36000", hours="8").finding.notes
    assert any("違法" in note for note in notes)


@given(
    kind=st.sampled_from(["1", "2", "3", "4", "5", "6", "7"]),
    pay=st.sampled_from(["1", "2"]),
    hours=st.decimals(0, 12, places=2),
    more=st.decimals(0, 12, places=2),
)
def test_more_hours_never_pay_less(
    context: calculators.CalculationContext, kind: str, pay: str, hours: Decimal, more: Decimal
) -> None:
    def amount(worked: Decimal) -> int:
        texts = {"kind": kind, "pay": pay, "wage": "36000", "hours": str(worked)}
        return _amount(run(calculators.CALCULATORS["overtime"], texts, context))

    assert amount(hours) <= amount(hours + more)
