"""What citizens type into a form is read as they mean it, or refused with a sentence on what to type."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.questions.days import parse_date, read_when, with_digits
from core.questions.numbers import amount_of, folded, number_of, parse_hours, parse_integer, parse_money
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


def _refusal(reader: Callable[[str], object], text: str) -> str:
    with pytest.raises(Unreadable) as refused:
        reader(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("哪天", "看不懂這個日期，請打成 2026-03-05 或 115/3/5（民國）"),
        ("115/2/30", "沒有 2026 年 2 月 30 日這一天，請再確認"),
        ("1939-12-31", "1939 年看起來不對，請打成 2026-03-05 或 115/3/5（民國）"),
        ("2037-01-01", "2037 年看起來不對，請打成 2026-03-05 或 115/3/5（民國）"),
        ("199/1/1", "2110 年看起來不對，請打成 2026-03-05 或 115/3/5（民國）"),
        ("200/1/1", "200 年看起來不對，請打成 2026-03-05 或 115/3/5（民國）"),
    ],
)
def test_what_is_no_day_is_told_why(text: str, told: str) -> None:
    assert _refusal(lambda typed: parse_date(typed, TODAY), text) == told


@pytest.mark.parametrize("day", [date(1940, 1, 1), date(2036, 12, 31)])
def test_the_first_and_the_last_day_that_are_taken(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("一百一十三年二月三日", "113年2月3日"),
        ("十二月二十五號", "12月25號"),
        ("元年一月一日", "1年1月1日"),
        ("三個人", "三個人"),
        ("百百月", "百百月"),
    ],
)
def test_numerals_of_years_months_and_days_are_read_as_digits(text: str, read: str) -> None:
    assert with_digits(text) == read


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("115/3/2", "2026-03-02"),
        ("1150302", "2026-03-02"),
        ("20260302", "2026-03-02"),
        ("昨日", "2026-11-23"),
        ("今日", "2026-11-24"),
        ("2026-11-24", "2026-11-24"),
        ("115/3/2 到 115/4/5", "115/3/2 到 115/4/5"),
        ("115/3/2 左右", "115/3/2 左右"),
        ("上個月", "上個月"),
        ("三月五日", "三月五日"),
        ("2月29日", "2月29日"),
    ],
)
def test_when_it_was_is_kept_as_a_day_or_in_words(text: str, kept: str) -> None:
    assert read_when(text, TODAY) == kept


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2月30日", "沒有 2 月 30 日這一天，請再確認"),
        ("十三月一日", "沒有 13 月 1 日這一天，請再確認"),
        ("115/2/30 左右", "沒有 2026 年 2 月 30 日這一天，請再確認"),
        ("2026-11-25", "2026-11-25 還沒有到，請填已經發生的日期"),
        ("115/12/1 下午", "2026-12-01 還沒有到，請填已經發生的日期"),
    ],
)
def test_a_day_that_cannot_have_been_is_refused_within_words_too(text: str, told: str) -> None:
    assert _refusal(lambda typed: read_when(typed, TODAY), text) == told


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


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("28.000", 28_000),
        ("1.234.567", 1_234_567),
        ("1,234", 1_234),
        ("12.5", Decimal("12.5")),
        ("35k", 35_000),
        ("28 ribu", 28_000),
        ("28,5 rb", 28_500),
        ("30 nghìn", 30_000),
        ("2 vạn", 20_000),
        ("3หมื่น", 30_000),
        ("5พัน", 5_000),
        ("兩萬", 20_000),
        ("ribu", None),
        ("..", None),
        (". ribu", None),
    ],
)
def test_an_amount_is_read_as_other_languages_write_it(text: str, amount: int | Decimal | None) -> None:
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200", 1200),
        ("1.50", Decimal("1.5")),
        ("兩百", 200),
        ("1.", None),
        ("", None),
        ("萬萬", None),
        ("abc", None),
    ],
)
def test_a_number_is_digits_or_numerals(text: str, number: int | Decimal | None) -> None:
    assert number_of(text) == number


def test_texts_are_compared_narrow_small_and_not_endless() -> None:
    assert folded("  ＡＢ１ ") == "ab1"
    assert folded("x" * 41) == "x" * 40


@pytest.mark.parametrize(
    ("reader", "text", "told"),
    [
        (parse_money, "很多", "看不懂這個金額，請只打數字，例如 38000"),
        (parse_money, "", "看不懂這個金額，請只打數字，例如 38000"),
        (parse_money, "..", "看不懂這個金額，請只打數字，例如 38000"),
        (parse_integer, "1.5", "請打整數，例如 2"),
        (parse_integer, "幾個", "請打整數，例如 2"),
        (parse_hours, "很久", "看不懂時數，請打小時數，例如 2.5"),
        (parse_hours, "", "看不懂時數，請打小時數，例如 2.5"),
        (parse_hours, "..小時", "看不懂時數，請打小時數，例如 2.5"),
        (parse_hours, "..分鐘", "看不懂時數，請打小時數，例如 2.5"),
    ],
)
def test_what_is_no_number_is_told_what_to_type(
    reader: Callable[[str], object], text: str, told: str
) -> None:
    assert _refusal(reader, text) == told


@pytest.mark.parametrize("text", ["2.0", "2", "兩個"])
def test_a_whole_number_is_kept_in_digits(text: str) -> None:
    assert str(parse_integer(text)) == "2"


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
        ("2h", "2"),
        ("3hrs", "3"),
        ("90min", "1.5"),
        ("半個小時", "0.5"),
        ("1小時6分", "1.1"),
        ("兩", "2"),
    ],
)
def test_hours_may_be_typed_in_many_ways(text: str, hours: str) -> None:
    assert parse_hours(text) == Decimal(hours)


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("兩個", 2), ("45 歲", 45), ("0", 0), ("沒有", 0), ("無", 0), ("沒", 0)]
)
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
