"""What a calculator is: the questions it asks, the rule it follows, the result it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from http import HTTPStatus
from typing import TypeVar

from core.errors import Problem
from knowledge.parameters import Parameters, Shown

T = TypeVar("T")
DISCLAIMER = "試算僅供參考，請洽窗口確認"


class FieldKind(StrEnum):
    """What kind of answer a question expects."""

    DATE = "date"
    MONEY = "money"
    INTEGER = "integer"
    HOURS = "hours"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One question: ``label`` as asked in a chat, ``help`` with an example, limits inclusive.

    ``only_if`` names another field and the choices of it that make this question apply.
    """

    name: str
    label: str
    kind: FieldKind
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    only_if: tuple[str, frozenset[str]] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def applies(self, values: "Values") -> bool:
        """Whether the question makes sense after the answers given so far."""
        return self.only_if is None or values.get(self.only_if[0]) in self.only_if[1]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working, or one answer as it was understood."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule yields: the answer in a sentence, its working, and what else to know.

    ``last_day`` is the day until which something must be done, where the rule sets one.
    """

    headline: str
    lines: tuple[Line, ...]
    rule: str
    basis: tuple[str, ...]
    notes: tuple[str, ...] = ()
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class CalculationContext:
    """What a calculation may look up: the figures in force, the day, the days offices are closed."""

    parameters: Parameters
    today: date
    is_closed: Callable[[date], bool]

    def figure(self, name: str, day: date | None = None) -> Decimal:
        """The value of parameter ``name`` in force on ``day``, by default today."""
        return self.parameters.on(name, day or self.today).value

    def shown(self, name: str) -> Shown:
        """The value of parameter ``name`` in force today, with its remark when it is not certain."""
        return self.parameters.on(name, self.today)


Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Calculator:
    """A set of questions and the rule that answers them; ``entries`` are the FAQ entries that offer it."""

    id: str
    title: str
    entries: tuple[str, ...]
    intro: str
    fields: tuple[Field, ...]
    compute: Callable[[Values, CalculationContext], Finding]


@dataclass(frozen=True, slots=True)
class Result:
    """A finding with the answers as they were understood, the day of the calculation and the caveat."""

    calculator: Calculator
    finding: Finding
    inputs: tuple[Line, ...]
    as_of: date
    disclaimer: str = DISCLAIMER


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why the answer to one question cannot be used."""

    field: str
    message: str


class InvalidInputs(Problem):
    """Answers that cannot be calculated with; ``problems`` names every one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__(
            "；".join(problem.message for problem in problems),
            fields={problem.field: problem.message for problem in problems},
        )
        self.problems = problems


def given(values: Values, name: str, kind: type[T]) -> T:
    """The answer ``name``, which parsing has checked to be there and of that kind."""
    value = values[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name} is a {type(value).__name__}, not a {kind.__name__}")
    return value


def require_order(values: Values, earlier: str, later: str, message: str) -> None:
    """Refuse answers whose days are the wrong way round.

    Raises:
        InvalidInputs: ``later`` lies before ``earlier``.
    """
    if given(values, later, date) < given(values, earlier, date):
        raise InvalidInputs(FieldProblem(later, message))


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
