"""Answers are read back as they were understood, figures as people write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.questions.question import AnswerKind, Question
from core.questions.wording import day_text, money, plain, round_half_up, shown

DAY = "2026-03-05（民國 115 年，週四）"


def _shown(kind: AnswerKind, answer: object) -> str:
    return shown(Question("asked", "請問", kind, options=(("hourly", "時薪"),)), answer)


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        (AnswerKind.TEXT, "", "（沒有填）"),
        (AnswerKind.TEXT, "在公司", "在公司"),
        (AnswerKind.TEXT, "2026-03-05", "2026-03-05"),
        (AnswerKind.DATE, date(2026, 3, 5), DAY),
        (AnswerKind.WHEN, "2026-03-05", DAY),
        (AnswerKind.WHEN, "上個月", "上個月"),
        (AnswerKind.MONEY, Decimal("38000.5"), "38,001 元"),
        (AnswerKind.HOURS, Decimal("2.50"), "2.5 小時"),
        (AnswerKind.INTEGER, Decimal(1200), "1,200"),
        (AnswerKind.CHOICE, "hourly", "時薪"),
        (AnswerKind.CHOICE, "no-such", "no-such"),
    ],
)
def test_an_answer_is_read_back(kind: AnswerKind, answer: object, words: str) -> None:
    assert _shown(kind, answer) == words


@pytest.mark.parametrize(
    ("amount", "whole"),
    [
        (Decimal("2.5"), 3),
        (Decimal("2.4999"), 2),
        (Fraction(7, 2), 4),
        (Fraction(10, 3), 3),
        (Decimal(-1), -1),
    ],
)
def test_halves_are_rounded_upwards(amount: Decimal | Fraction, whole: int) -> None:
    assert round_half_up(amount) == whole


def test_an_amount_has_its_thousands_apart() -> None:
    assert (money(63000), money(Fraction(1, 2)), money(Decimal("1234567.4"))) == (
        "63,000 元",
        "1 元",
        "1,234,567 元",
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Decimal("1.75"), "1.75"),
        (Decimal("8.0"), "8"),
        (Decimal(100), "100"),
        (Fraction(1, 3), "0.3333"),
        (Decimal("12345.67891"), "12,345.6789"),
        (Decimal(0), "0"),
    ],
)
def test_a_number_has_no_needless_zeros(number: Decimal | Fraction, words: str) -> None:
    assert plain(number) == words


def test_a_number_may_be_told_to_fewer_places() -> None:
    assert plain(Fraction(2, 3), 2) == "0.67"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 5), DAY),
        (date(2026, 3, 1), "2026-03-01（民國 115 年，週日）"),
        (date(2026, 3, 2), "2026-03-02（民國 115 年，週一）"),
    ],
)
def test_a_day_has_the_year_of_the_republic_and_its_weekday(day: date, words: str) -> None:
    assert day_text(day) == words
