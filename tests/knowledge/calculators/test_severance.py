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
        ("1990-01-01", "2010-12-31", 756_000),  # 21 y: no cap
    ],
)
def test_old_system(ask: Ask, hired: str, left: str, amount: int) -> None:
    assert _amount(ask("severance", hired=hired, left=left, wage=WAGE, system="舊制")) == amount


@pytest.mark.parametrize(
    ("hired", "left", "age", "amount"),
    [
        ("2001-01-01", "2026-11-30", "", 1_476_000),  # 25 y 11 m: 30 + 11 months
        ("1980-01-01", "2009-12-31", "", 1_620_000),  # 30 y: 45 months
        ("2000-01-01", "2015-03-31", "55", 1_098_000),  # 15 y 3 m: 30 + 0.5 months
        ("2000-01-01", "2015-03-31", "54", 549_000),  # 15.25 months of 資遣費
        ("2000-01-01", "2010-12-31", "60", 792_000),  # 11 y: 22 months
        ("2000-01-01", "2004-12-31", "65", 360_000),  # 5 y, 65: 第 54 條
    ],
)
def test_who_may_retire_gets_a_pension_for_old_service(
    ask: Ask, hired: str, left: str, age: str, amount: int
) -> None:
    result = ask("severance", hired=hired, left=left, wage=WAGE, system="舊制", age=age)
    assert _amount(result) == amount
    assert ("退休金" in result.finding.headline) is (amount != 549_000)


def test_after_ten_years_the_age_is_told_to_matter(ask: Ask) -> None:
    notes = ask("severance", hired="2000-01-01", left="2012-12-31", wage=WAGE, system="2").finding.notes
    assert any("滿 60 歲" in note for note in notes)


def test_who_may_retire_gets_a_pension_for_old_and_severance_for_new_service(ask: Ask) -> None:
    result = ask(
        "severance", hired="89/7/1", left="115/6/30", wage=WAGE, system="3", changed="94/7/1"
    )  # 26 y in all: 5 old years × 2, new part capped at 6
    assert _amount(result) == 360_000 + 216_000


@pytest.mark.parametrize(
    ("hired", "left", "amount"),
    [
        ("2002-07-01", "2026-06-30", 324_000),  # 3 old months, 21 new years capped at 6
        ("2004-07-01", "2010-06-30", 126_000),  # 1 old month, 5 new years × 0.5
    ],
)
def test_no_service_before_the_new_system_began_is_counted_by_it(
    ask: Ask, hired: str, left: str, amount: int
) -> None:
    assert _amount(ask("severance", hired=hired, left=left, wage=WAGE, system="新制")) == amount


@pytest.mark.parametrize("status", ["", "移工"])
def test_a_migrant_worker_stays_under_the_old_system_whatever_the_day_of_hiring(
    ask: Ask, status: str
) -> None:
    asked = {"hired": "2022-05-01", "left": "2026-10-31", "wage": "30000", "status": status}
    assert _amount(ask("severance", system="舊制", **asked)) == 135_000  # 4.5 months


def test_a_result_under_the_new_system_tells_migrant_workers_to_choose_the_old(ask: Ask) -> None:
    notes = ask("severance", hired="112/3/1", left="115/8/31", wage=WAGE, system="1").finding.notes
    assert any("移工" in note and "舊制" in note for note in notes)


@pytest.mark.parametrize("status", ["", "外籍配偶或永久居留"])
def test_a_foreigner_who_becomes_a_resident_changes_to_the_new_system(ask: Ask, status: str) -> None:
    result = ask(
        "severance",
        hired="2022-05-01",
        left="2026-10-31",
        wage="30000",
        system="3",
        changed="2024-01-01",
        status=status,
    )  # old 1 y 8 m = 1.6667 months; new 2 y 10 m = 1.4167 months
    assert _amount(result) == 50_000 + 42_500


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
        ({"hired": "2006-01-01", "left": "2026-08-30", "system": "2", "status": "本國人"}, "system"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3", "changed": "109/1/1"}, "changed"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3", "changed": "91/3/1"}, "changed"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3", "changed": "93/3/1"}, "changed"),
        ({"hired": "92/3/1", "left": "2026-08-30", "system": "3"}, "changed"),
    ],
)
def test_days_that_contradict_each_other_are_refused(ask: Ask, texts: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInputs) as refused:
        ask("severance", wage=WAGE, **texts)
    assert list(refused.value.fields) == [field]


def test_every_wrong_answer_is_named_at_once(ask: Ask) -> None:
    with pytest.raises(InvalidInputs) as refused:
        ask("severance", hired="去年", left="", wage="很少", system="1")
    assert list(refused.value.fields) == ["hired", "left", "wage"]


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


@pytest.mark.parametrize(
    ("texts", "headline", "shown", "first_note"),
    [
        (
            {"hired": "112/3/1", "left": "2026-08-31", "system": "1"},
            "資遣費約 70,000 元",
            (
                ("年資", "3 年 6 個月 0 天（到職日與最後工作日都算）"),
                ("新制", "3 年 6 個月 0 天 → 1.75 個月 × 40,000 元 ＝ 70,000 元"),
            ),
            "移工和沒有永久居留的外國人（國人的配偶除外）不適用新制，請改選 2 舊制，每年是 1 個月。",
        ),
        (
            {"hired": "2003-02-10", "left": "2026-08-31", "system": "2"},
            "資遣費約 943,333 元",
            (
                ("年資", "23 年 6 個月 22 天（到職日與最後工作日都算）"),
                ("舊制", "23 年 6 個月 22 天 → 23.5833 個月 × 40,000 元 ＝ 943,333 元"),
            ),
            "離職時滿 60 歲（年資滿 15 年的滿 55 歲），舊制年資要改給退休金，金額比較高：請填年齡再算一次。",
        ),
    ],
)
def test_the_working_is_shown_line_by_line(
    ask: Ask, texts: dict[str, str], headline: str, shown: tuple[tuple[str, str], ...], first_note: str
) -> None:
    finding = ask("severance", wage="40000", **texts).finding
    last = ("雇主最晚給付日", "2026-09-30（民國 115 年，週三），離職後 30 日內")
    assert finding.headline == headline
    assert tuple((line.label, line.text) for line in finding.lines) == (*shown, last)
    assert finding.notes == (
        first_note,
        "被資遣，或因雇主違法而不經預告終止契約（勞動基準法第 14 條）的人才有資遣費；自請離職沒有。",
        "家庭看護工、家庭幫傭不適用勞動基準法，請看勞動契約或撥 1955。",
        "留職停薪、部分工時等情形會影響年資或平均工資，請帶薪資單洽窗口核對。",
    )
