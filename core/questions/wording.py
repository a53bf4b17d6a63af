"""Answers and figures as they are read back: 2026-03-05（民國 115 年，週四）, 63,000 元, 1.75."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from core.questions.question import AnswerKind, Question

NOT_GIVEN = "（沒有填）"


def shown(question: Question, answer: object) -> str:
    """The answer to ``question`` as it was understood; a day may be one or its ISO 8601 text."""
    match answer:
        case "":
            return NOT_GIVEN
        case date():
            return day_text(answer)
        case Decimal() if question.kind is AnswerKind.MONEY:
            return money(answer)
        case Decimal():
            return plain(answer) + (" 小時" if question.kind is AnswerKind.HOURS else "")
        case str() if question.kind is AnswerKind.WHEN:
            try:
                return day_text(date.fromisoformat(answer))
            except ValueError:
                return answer
        case _:
            return dict(question.options).get(str(answer), str(answer))


def round_half_up(amount: Fraction | Decimal) -> int:
    """Whole TWD, halves upwards."""
    exact = Fraction(amount)
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def money(amount: Fraction | Decimal | int) -> str:
    """An amount as people write it: 63,000 元."""
    return f"{round_half_up(Fraction(amount)):,} 元"


def plain(number: Decimal | Fraction, places: int = 4) -> str:
    """A number without trailing zeros: 1.75, 8."""
    exact = Fraction(number)
    text = f"{Decimal(exact.numerator) / Decimal(exact.denominator):,.{places}f}"
    return text.rstrip("0").rstrip(".")


def day_text(day: date) -> str:
    """A day with the Republic's year and the weekday: 2026-03-05（115 年，週四）."""
    return f"{day.isoformat()}（民國 {day.year - 1911} 年，週{'一二三四五六日'[day.weekday()]}）"
