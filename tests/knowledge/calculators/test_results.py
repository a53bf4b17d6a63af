"""What every calculator owes its readers."""

from collections.abc import Callable

import pytest

from core.questions.question import AnswerKind
from knowledge.calculators import CALCULATORS
from knowledge.calculators.base import Calculator, Result
from knowledge.loader import KnowledgeBase

Ask = Callable[..., Result]
EXAMPLES = {
    "severance": {"hired": "112/3/1", "left": "115/8/31", "wage": "36000", "system": "1"},
    "overtime": {"kind": "1", "pay": "1", "wage": "36000", "hours": "3"},
    "annual-leave": {"hired": "112/3/1"},
    "notice": {"who": "1", "hired": "112/3/1", "left": "115/12/31"},
    "unemployment": {"insured_wage": "30000", "age": "1", "dependants": "0"},
    "deadlines": {"kind": "layoff-report", "layoff-report": "115/12/31"},
}


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_a_result_shows_rule_inputs_day_basis_and_caveat(ask: Ask, calculator: str) -> None:
    result = ask(calculator, **EXAMPLES[calculator])
    assert result.finding.rule and result.finding.lines
    assert len(result.inputs) == len(EXAMPLES[calculator])
    assert result.as_of.isoformat() == "2026-11-24"
    assert result.disclaimer == "試算僅供參考，請洽窗口確認"
    assert all("第" in article and "條" in article for article in result.finding.basis)


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda calculator: calculator.id)
def test_a_calculator_belongs_to_an_entry_and_asks_plain_questions(
    base: KnowledgeBase, calculator: Calculator
) -> None:
    assert set(calculator.entries) <= {entry.id for entry in base.entries}
    assert len({field.name for field in calculator.fields}) == len(calculator.fields)
    for field in calculator.fields:
        assert field.label.endswith("？")
        assert bool(field.options) == (field.kind is AnswerKind.CHOICE)
