"""From typed answers to a result: which questions apply, what was understood, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from knowledge.calculators.base import (
    CalculationContext,
    Calculator,
    Field,
    FieldKind,
    FieldProblem,
    InvalidInputs,
    Line,
    Result,
    day_text,
    money,
    plain,
)
from knowledge.calculators.parsing import Unreadable, parse


@dataclass(slots=True)
class Answers:
    """The questions that apply to what was typed, the values understood and what is wrong."""

    asked: list[Field] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)


def read(calculator: Calculator, texts: Mapping[str, str], today: date) -> Answers:
    """Read ``texts`` (by field name) in the order of the questions; an empty optional one is left out."""
    answers = Answers()
    for question in calculator.fields:
        if not question.applies(answers.values):
            continue
        answers.asked.append(question)
        text = texts.get(question.name, "").strip()
        if not text:
            if question.required:
                answers.problems.append(FieldProblem(question.name, f"請填：{question.label}"))
            continue
        try:
            answers.values[question.name] = parse(question, text, today)
        except Unreadable as unreadable:
            answers.problems.append(FieldProblem(question.name, str(unreadable)))
    return answers


def run(calculator: Calculator, texts: Mapping[str, str], context: CalculationContext) -> Result:
    """The result for what was typed, ``texts`` by field name.

    Raises:
        InvalidInputs: with one problem for every answer that is missing or cannot be used.
    """
    answers = read(calculator, texts, context.today)
    if answers.problems:
        raise InvalidInputs(*answers.problems)
    finding = calculator.compute(answers.values, context)
    inputs = tuple(
        Line(question.label, shown(question, answers.values[question.name]))
        for question in answers.asked
        if question.name in answers.values
    )
    return Result(calculator, finding, inputs, context.today)


def shown(question: Field, value: object) -> str:
    """An answer as it was understood, to be read back."""
    match value:
        case date():
            return day_text(value)
        case Decimal() if question.kind is FieldKind.MONEY:
            return money(value)
        case Decimal():
            return plain(value) + (" 小時" if question.kind is FieldKind.HOURS else "")
        case _:
            return dict(question.options)[str(value)]
