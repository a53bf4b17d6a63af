"""One way for the calculators' tests to ask: typed answers on a fixed day, real parameters."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge import calculators
from knowledge.calculators.base import Result
from knowledge.calculators.running import run
from knowledge.loader import KnowledgeBase

TODAY = date(2026, 11, 24)
Ask = Callable[..., Result]


@pytest.fixture(scope="session")
def context(base: KnowledgeBase) -> calculators.CalculationContext:
    """Calculations of a fixed Tuesday."""
    return calculators.context(base.parameters, TODAY)


@pytest.fixture(scope="session")
def ask(context: calculators.CalculationContext) -> Ask:
    """``ask("overtime", kind="1", ...)``: the result for typed answers."""

    def asked(calculator: str, **texts: str) -> Result:
        return run(calculators.CALCULATORS[calculator], texts, context)

    return asked


@pytest.fixture(scope="session")
def working(ask: Ask) -> Callable[..., dict[str, str]]:
    """The lines of a result by their labels."""

    def lines(calculator: str, **texts: str) -> dict[str, str]:
        return {line.label: line.text for line in ask(calculator, **texts).finding.lines}

    return lines
