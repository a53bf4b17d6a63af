"""What a calculator is: the questions it asks, the rule it follows, the result it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import TypeVar

from core.errors import Problem
from core.questions.question import Question, Values
from knowledge.parameters import Parameters, Shown

T = TypeVar("T")
DISCLAIMER = "試算僅供參考，請洽窗口確認"


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


@dataclass(frozen=True, slots=True)
class Calculator:
    """A set of questions and the rule that answers them; ``entries`` are the FAQ entries that offer it."""

    id: str
    title: str
    entries: tuple[str, ...]
    intro: str
    fields: tuple[Question, ...]
    compute: Callable[[Values, CalculationContext], Finding]


@dataclass(frozen=True, slots=True)
class Result:
    """A finding with the answers as they were understood, the day of the calculation and the caveat."""

    calculator: Calculator
    finding: Finding
    inputs: tuple[Line, ...]
    as_of: date
    disclaimer: str = DISCLAIMER


class InvalidInputs(Problem):
    """Answers that cannot be calculated with; ``fields`` says what is wrong, by question name."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("；".join(problems.values()), fields=dict(problems))


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
        raise InvalidInputs({later: message})
