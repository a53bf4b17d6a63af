"""Calculators of what the labour laws grant: typed answers in, a result with rule and working out."""

from collections.abc import Mapping
from datetime import date

from core.calendar import PUBLIC, Calendar
from knowledge.calculators.annual_leave import ANNUAL_LEAVE
from knowledge.calculators.base import CalculationContext, Calculator
from knowledge.calculators.deadlines import DEADLINE
from knowledge.calculators.notice import NOTICE
from knowledge.calculators.overtime import OVERTIME
from knowledge.calculators.severance import SEVERANCE
from knowledge.calculators.unemployment import UNEMPLOYMENT
from knowledge.parameters import Parameters

CALCULATORS: Mapping[str, Calculator] = {
    calculator.id: calculator
    for calculator in (SEVERANCE, OVERTIME, ANNUAL_LEAVE, NOTICE, UNEMPLOYMENT, DEADLINE)
}


def offered_by(entry_id: str) -> tuple[Calculator, ...]:
    """The calculators that an entry offers."""
    return tuple(calculator for calculator in CALCULATORS.values() if entry_id in calculator.entries)


def context(parameters: Parameters, today: date, calendar: Calendar = PUBLIC) -> CalculationContext:
    """What calculations of ``today`` look up, with the days on which the offices rest."""
    return CalculationContext(parameters, today, calendar.is_closed)
