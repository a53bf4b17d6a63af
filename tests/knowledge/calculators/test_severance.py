"""資遣費: 勞工退休金條例第 12 條, 勞動基準法第 17 條."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import calculators
from knowledge.calculators.base import InvalidInputs, Result
from knowledge.calculators.running import run
from knowledge.loader import KnowledgeBase

Ask = Callable[..., Result]
WAGE = "36000"
HIRED = date(2010, 1, 1)
DAYS = st.integers(0, 40 * 365)


def _amount(result: Result) -> int:
    return int("".join(filter(str.isdigit, result.finding.headline)))


@pytest.mark.parametrize(
    ("hired", "left", "amount"),
    [
        ("2023-03-01", "2026-08-31", 63_000),  # 3 y 6 m: 3.5 × 0.5 × 36,000
        ("2026-06-01", "2026-08-31", 4_500),  # 3 m: 0.25 × 0.5 × 36,000
        ("2024-01-01", "2026-05-15", 42_750),  # 2 y 4 m 15 d: 2.375 × 0.5 × 36,000
        ("2010-01-01", "2026-12-31", 216_000),  # 17 y: capped at 6 months
    ],
)
def test_new_system(ask: Ask, hired: str, left: str, amount: int) -> None:
    assert _amount(ask("severance", hired=hired, left=left, wage=WAGE, system="新制")) == amount


@pytest.mark.parametrize(
    ("hired", "left", "amount"),
    [
        ("2000-01-01", "2009-12-31", 360_000),  # 10 y: 10 months
        ("2000-01-01", "2010-03-10", 369_000),  # 10 y 2 m 10 d: 10 + 3/12 months
        ("1980-01-01", "2009-12-31", 1_080_000),  # 30 y: no cap
    ],
)
def test_old_system(ask: Ask, hired: str, left: str, amount: int) -> None:
    assert _amount(ask("severance", hired=hired, left=left, wage=WAGE, system="舊制")) == amount


def test_old_service_then_new_is_added_up(ask: Ask) -> None:
    result = ask(
        "severance", hired="92/3/1", left="96/6/30", wage=WAGE, system="3", changed="94/7/1"
    )  # old 2 y 4 m = 2.3333 months; new 2 y = 1 month
    assert _amount(result) == 84_000 + 36_000


def test_the_last_day_of_payment_is_thirty_days_after_leaving(working: Callable[..., dict[str, str]]) -> None:
    lines = working("severance", hired="112/3/1", left="2026-08-31", wage=WAGE, system="1")
    assert lines["雇主最晚給付日"].startswith("2026-09-30")


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"hired": "2026-08-31", "left": "2026-08-30", "system": "1"}, "left"),
        ({"hired": "2006-01-01", "left": "2026-08-30", "system": "2"}, "system"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3", "changed": "91/3/1"}, "changed"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3", "changed": "93/3/1"}, "changed"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3"}, "changed"),
    ],
)
def test_days_that_contradict_each_other_are_refused(ask: Ask, texts: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInputs) as refused:
        ask("severance", wage=WAGE, **texts)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_every_wrong_answer_is_named_at_once(ask: Ask) -> None:
    with pytest.raises(InvalidInputs) as refused:
        ask("severance", hired="去年", left="", wage="很少", system="1")
    assert [problem.field for problem in refused.value.problems] == ["hired", "left", "wage"]


@given(first=DAYS, more=st.integers(0, 2000))
def test_longer_service_never_pays_less_and_never_above_six_months(
    base: KnowledgeBase, first: int, more: int
) -> None:
    context = calculators.context(base.parameters, date(2055, 1, 1))

    def amount(days: int) -> int:
        texts = {
            "hired": HIRED.isoformat(),
            "left": (HIRED + timedelta(days=days)).isoformat(),
            "wage": WAGE,
            "system": "新制",
        }
        return _amount(run(calculators.CALCULATORS["severance"], texts, context))

    assert amount(first) <= amount(first + more) <= 6 * 36_000
