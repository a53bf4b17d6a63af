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


NO_CARERS = "家庭看護工、家庭幫傭不適用勞動基準法，請看勞動契約或撥 1955。"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (
            ("平日", "月薪", "37000", "3.5"),
            (
                ("每小時工資", "154.17 元（37,000 元 ÷ 30 ÷ 8）"),
                ("第 1–2 小時", "154.17 元 × 1⅓ × 2 小時 ＝ 411 元"),
                ("第 3–4 小時", "154.17 元 × 1⅔ × 1.5 小時 ＝ 385 元"),
            ),
        ),
        (
            ("國定假日", "月薪", "37000", "10"),
            (
                ("每小時工資", "154.17 元（37,000 元 ÷ 30 ÷ 8）"),
                ("加給 1 天工資", "154.17 元 × 8 小時 ＝ 1,233 元"),
                ("第 9–10 小時", "154.17 元 × 1⅓ × 2 小時 ＝ 411 元"),
            ),
        ),
        (
            ("國定假日", "時薪", "200", "4"),
            (("每小時工資", "200 元"), ("加給", "200 元 × 4 小時 ＝ 800 元")),
        ),
        (
            ("天災、突發事件停止放假", "月薪", "36000", "13"),
            (
                ("每小時工資", "150 元（36,000 元 ÷ 30 ÷ 8）"),
                ("加給 1 天工資", "150 元 × 8 小時 ＝ 1,200 元"),
                ("第 9 小時起", "150 元 × 2 × 5 小時 ＝ 1,500 元"),
            ),
        ),
    ],
)
def test_the_working_is_shown_line_by_line(
    ask: Ask, asked: tuple[str, str, str, str], shown: tuple[tuple[str, str], ...]
) -> None:
    texts = dict(zip(("kind", "pay", "wage", "hours"), asked, strict=True))
    finding = ask("overtime", **texts).finding
    assert tuple((line.label, line.text) for line in finding.lines) == shown
    assert finding.rule.endswith("。最後四捨五入到元。") and finding.basis[0].startswith("勞動基準法第 ")


@pytest.mark.parametrize(
    ("kind", "pay", "wage", "hours", "notes"),
    [
        ("平日", "月薪", "29500", "4", ()),
        ("平日", "時薪", "300", "1", ("打工、部分工時的人，",)),
        (
            "例假",
            "月薪",
            "36000",
            "12",
            ("不是天災、事變或突發事件，雇主叫您在例假上班就是違法，可以申訴；",),
        ),
        ("國定假日", "月薪", "36000", "12", ()),
        ("國定假日", "時薪", "300", "12", ("時薪制：這是當天原本時薪以外再加給的部分；",)),
        ("投票日", "時薪", "300", "2", ("投票日剛好是您的休息日，照休息日計算；",)),
        ("天災、突發事件加班", "月薪", "36000", "24", ("雇主事後 24 小時內要通知",)),
        ("天災、突發事件停止放假", "月薪", "36000", "24", ("雇主事後 24 小時內要通知",)),
        (
            "平日",
            "月薪",
            "27000",
            "5",
            ("法律規定一天", "您填的工資低於最低工資（每月（全時工作） 29,500 元），"),
        ),
        ("休息日", "時薪", "150", "13", ("法律規定一天", "您填的工資低於最低工資（每小時 196 元），")),
    ],
)
def test_what_else_to_know_is_told_to_those_whom_it_concerns(
    ask: Ask, kind: str, pay: str, wage: str, hours: str, notes: tuple[str, ...]
) -> None:
    told = ask("overtime", kind=kind, pay=pay, wage=wage, hours=hours).finding.notes
    assert NO_CARERS in told
    others = [note for note in told if note != NO_CARERS]
    assert len(others) == len(notes) and all(map(str.startswith, others, notes)), others
