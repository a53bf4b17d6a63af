"""From typed answers to a result: which questions apply, what was understood, what is wrong."""

from collections.abc import Mapping
from datetime import date

from core.questions.reading import Answers, read_all
from core.questions.wording import shown
from knowledge.calculators.base import CalculationContext, Calculator, InvalidInputs, Line, Result


def read(calculator: Calculator, texts: Mapping[str, str], today: date) -> Answers:
    """The answers to the questions of ``calculator``, typed as ``texts`` (by question name)."""
    return read_all(calculator.fields, texts, today)


def run(calculator: Calculator, texts: Mapping[str, str], context: CalculationContext) -> Result:
    """The result for what was typed, ``texts`` by question name.

    Raises:
        InvalidInputs: with one problem for every answer that is missing or cannot be used.
    """
    answers = read(calculator, texts, context.today)
    if answers.problems:
        raise InvalidInputs(answers.problems)
    finding = calculator.compute(answers.values, context)
    inputs = tuple(
        Line(question.label, shown(question, answers.values[question.name]))
        for question in answers.asked
        if question.name in answers.values
    )
    return Result(calculator, finding, inputs, context.today)
