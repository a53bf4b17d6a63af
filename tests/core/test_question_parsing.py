"""What citizens type into a form is read as they mean it, or refused with a sentence on what to type."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.questions.days import parse_date
from core.questions.numbers import parse_hours, parse_integer, parse_money
from core.questions.question import AnswerKind, Question, Unreadable
from core.questions.reading import parse_choice, read

TODAY = date(2026, 11, 24)
OPTIONS = (("monthly", "月薪"), ("hourly", "時薪"), ("daily", "日薪（按日計酬）"))
DAYS = st.dates(date(1940, 1, 1), date(2036, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-05",
        "2025/3/5",
        "2025.3.5",
        "20250305",
        "2025年3月5日",
        "西元2025年3月5號",
        "民國114年3月5日",
        "114/3/5",
        "114.03.05",
        "1140305",
        "１１４／３／５",
        " 114-3-5 ",
    ],
)
def test_a_day_may_be_typed_in_many_ways(text: str) -> None:
    assert parse_date(text, TODAY) == date(2025, 3, 5)


@pytest.mark.parametrize(("text", "ago"), [("今天", 0), ("昨天", 1), ("前天", 2)])
def test_a_day_may_be_named_from_today(text: str, ago: int) -> None:
    assert parse_date(text, TODAY) == TODAY - timedelta(days=ago)


@pytest.mark.parametrize(
    "text", ["2025-02-30", "114/13/1", "1140231", "3000-01-01", "去年", "", "3/5", "3/5/25"]
)
def test_a_day_that_does_not_exist_or_is_not_complete_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_date(text, TODAY)


@given(DAYS)
def test_every_day_of_either_calendar_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day
    assert parse_date(f"民國{day.year - 1911}年{day.month}月{day.day}日", TODAY) == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("38000", 38000),
        ("38,000元", 38000),
        ("３８０００", 38000),
        ("NT$38,000", 38000),
        ("3萬8", 38000),
        ("三萬八千", 38000),
        ("三萬八", 38000),
        ("3.8萬", 38000),
        ("38k", 38000),
        ("38000塊", 38000),
        ("196.5", Decimal("196.5")),
        ("十萬", 100000),
        ("月薪38000", 38000),
        ("大概三萬多", None),
    ],
)
def test_an_amount_may_be_typed_in_many_ways(text: str, amount: int | Decimal | None) -> None:
    if amount is None:
        with pytest.raises(Unreadable):
            parse_money(text)
    else:
        assert parse_money(text) == amount


@given(st.integers(0, 10_000_000))
def test_every_amount_is_read_back(amount: int) -> None:
    assert parse_money(f"{amount:,} 元") == amount


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2.5", "2.5"),
        ("2小時", "2"),
        ("兩小時半", "2.5"),
        ("2個半小時", "2.5"),
        ("兩個小時", "2"),
        ("150分鐘", "2.5"),
        ("1小時30分", "1.5"),
        ("半小時", "0.5"),
        ("三個鐘頭", "3"),
        ("2hr", "2"),
    ],
)
def test_hours_may_be_typed_in_many_ways(text: str, hours: str) -> None:
    assert parse_hours(text) == Decimal(hours)


@pytest.mark.parametrize(("text", "number"), [("2", 2), ("兩個", 2), ("45 歲", 45), ("0", 0), ("沒有", 0)])
def test_a_whole_number_may_be_typed_in_many_ways(text: str, number: int) -> None:
    assert parse_integer(text) == number


def test_half_a_person_is_refused() -> None:
    with pytest.raises(Unreadable):
        parse_integer("1.5")


@pytest.mark.parametrize("text", ["2", "hourly", "時薪", "２", "我領時薪"])
def test_an_option_may_be_chosen_by_number_or_words(text: str) -> None:
    assert parse_choice(text, OPTIONS) == "hourly"


@pytest.mark.parametrize("text", ["9", "薪", "", "月薪或時薪"])
def test_an_option_that_is_not_clear_is_refused_with_the_list(text: str) -> None:
    with pytest.raises(Unreadable, match="1 月薪"):
        parse_choice(text, OPTIONS)


@pytest.mark.parametrize("text", ["0", "10000001"])
def test_a_number_outside_its_range_is_refused(text: str) -> None:
    field = Question("wage", "?", AnswerKind.MONEY, minimum=Decimal(1), maximum=Decimal(10_000_000))
    with pytest.raises(Unreadable):
        read(field, text, TODAY)


@pytest.mark.parametrize("kind", list(AnswerKind))
@given(text=st.text(max_size=60) | st.text("0123456789年月日/.-萬千百十兩半小時分點元,", max_size=20))
@example("點")
@example("9" * 60)
@example("二二二萬萬")
def test_no_text_raises_anything_but_the_typed_error(kind: AnswerKind, text: str) -> None:
    field = Question("f", "?", kind, options=OPTIONS)
    try:
        read(field, text, TODAY)
    except Unreadable as unreadable:
        assert str(unreadable)
