"""Which questions of a calculator the facts answer, and which facts its answers tell (pure)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from bot.facts.model import FactKind, Facts, LaborRole, is_month
from core.questions.question import Question
from knowledge.calculators import annual_leave, deadlines, overtime, severance, unemployment
from knowledge.calculators.base import Calculator
from knowledge.calculators.running import read
from knowledge.calculators.termination_pay import NEW_SYSTEM_BEGINS

_OLDER_AT = 45
_ABROAD = (LaborRole.MIGRANT, LaborRole.CAREGIVER)
_HIRED, _LEFT, _WAGE, _AGE = "hired", "left", "wage", "age"
# Deadlines that count from the last day of work.
_FROM_LEAVING = ("severance-payment", "unemployment-claim", deadlines.LAYOFF_REPORT)
# What an answer to a question tells of the person, by calculator and question.
_TELLS = {
    (severance.SEVERANCE.id, _WAGE): FactKind.AVERAGE_WAGE,
    (severance.SEVERANCE.id, _AGE): FactKind.AGE,
    ("notice", _WAGE): FactKind.WAGE,
    (annual_leave.ANNUAL_LEAVE.id, annual_leave.WEEKLY_HOURS): FactKind.WEEKLY_HOURS,
}
_ANYWHERE = {_HIRED: FactKind.HIRED, _LEFT: FactKind.LEFT}


def filled(
    calculator: Calculator, facts: Facts, typed: Mapping[str, str], today: date
) -> dict[str, tuple[str, FactKind]]:
    """The questions that the facts answer, by name: the answer as it would be typed, and the fact it is from.

    ``typed`` are the answers given so far, which are not answered again.
    """
    found: dict[str, tuple[str, FactKind]] = {}
    for field in calculator.fields:
        if field.name not in typed and (value := _answer(calculator, field, facts, typed, today)):
            found[field.name] = value
    return found


def _answer(
    calculator: Calculator, field: Question, facts: Facts, typed: Mapping[str, str], today: date
) -> tuple[str, FactKind] | None:
    match calculator.id, field.name:
        case _, "hired":
            return _hired(calculator, facts, typed, today)
        case _, "left":
            return _told(facts, FactKind.LEFT)
        case "deadlines", name if name in _FROM_LEAVING:
            return _told(facts, FactKind.LEFT)
        case "severance", "wage":
            return _told(facts, FactKind.AVERAGE_WAGE) or _told(facts, FactKind.WAGE)
        case "notice", "wage":
            return _told(facts, FactKind.WAGE)
        case annual_leave.ANNUAL_LEAVE.id, annual_leave.WEEKLY_HOURS:
            return _told(facts, FactKind.WEEKLY_HOURS)
        case "overtime", "pay" | "wage":
            return _pay(field.name, facts, typed)
        case "overtime", "hours":
            return _overtime_hours(calculator, facts, typed, today)
        case "severance", "system":
            return _system(facts)
        case "severance", "status":
            return _status(facts)
        case "severance", "age":
            return _told(facts, FactKind.AGE)
        case "unemployment", "age":
            return _age_group(facts)
    return None


def _told(facts: Facts, kind: FactKind) -> tuple[str, FactKind] | None:
    value = facts.get(kind)
    return None if value is None or is_month(value) else (value, kind)


def _hired(
    calculator: Calculator, facts: Facts, typed: Mapping[str, str], today: date
) -> tuple[str, FactKind] | None:
    """The day of hire; of a month its first day; by the length of service the day that makes it so long."""
    if value := facts.get(FactKind.HIRED):
        return (f"{value}-01" if is_month(value) else value), FactKind.HIRED
    months = facts.get(FactKind.SENIORITY)
    last = _last_day(calculator, facts, typed, today)
    if months is None or last is None:
        return None
    hired = last + timedelta(days=1) - relativedelta(months=int(months))
    return hired.isoformat(), FactKind.SENIORITY


def _last_day(calculator: Calculator, facts: Facts, typed: Mapping[str, str], today: date) -> date | None:
    """The day up to which service counts, None while it has not been told."""
    if calculator.id == annual_leave.ANNUAL_LEAVE.id:
        return today
    values = read(calculator, typed, today).values if _LEFT in typed else {}
    given = values.get(_LEFT)
    return given if isinstance(given, date) else facts.day(FactKind.LEFT)


def _pay(name: str, facts: Facts, typed: Mapping[str, str]) -> tuple[str, FactKind] | None:
    """By the month or the hour, and the wage of it."""
    kinds = {overtime.MONTHLY: FactKind.WAGE, overtime.HOURLY: FactKind.HOURLY_WAGE}
    known = [pay for pay, kind in kinds.items() if kind in facts]
    if "pay" in typed:
        labels = {
            "1": overtime.MONTHLY,
            "月薪": overtime.MONTHLY,
            "2": overtime.HOURLY,
            "時薪": overtime.HOURLY,
        }
        chosen = labels.get(typed["pay"].strip(), typed["pay"].strip())
        known = [pay for pay in known if pay == chosen]
    if len(known) != 1:
        return None
    kind = kinds[known[0]]
    return (known[0], kind) if name == "pay" else _told(facts, kind)


def _overtime_hours(
    calculator: Calculator, facts: Facts, typed: Mapping[str, str], today: date
) -> tuple[str, FactKind] | None:
    """Of a usual day of work what is beyond the regular hours; of days off nothing is known."""
    values = read(calculator, typed, today).values if "kind" in typed else {}
    beyond = (facts.number(FactKind.DAILY_HOURS) or 0) - overtime.HOURS_A_DAY
    if values.get("kind") != overtime.WEEKDAY or beyond <= 0:
        return None
    return str(beyond), FactKind.DAILY_HOURS


def _system(facts: Facts) -> tuple[str, FactKind] | None:
    """Migrant workers are under the old system, nationals hired since it began under the new one."""
    if facts.role in _ABROAD:
        return severance.OLD, FactKind.ROLE
    hired = facts.get(FactKind.HIRED)
    is_national = facts.get(FactKind.NATIONALITY) == "本國"
    if is_national and hired and hired >= NEW_SYSTEM_BEGINS.isoformat():
        return severance.NEW, FactKind.NATIONALITY
    return None


def _status(facts: Facts) -> tuple[str, FactKind] | None:
    if facts.role in _ABROAD:
        return severance.OTHER, FactKind.ROLE
    if facts.get(FactKind.NATIONALITY) == "本國":
        return severance.NATIONAL, FactKind.NATIONALITY
    return None


def _age_group(facts: Facts) -> tuple[str, FactKind] | None:
    age = facts.number(FactKind.AGE)
    if age is None:
        return None
    return (unemployment.OLDER if age >= _OLDER_AT else unemployment.YOUNGER), FactKind.AGE


def waits(field: Question, later: tuple[Question, ...], facts: Facts) -> bool:
    """Whether a question is better asked after ``later`` ones: the day of hire follows from the last day."""
    return field.name == _HIRED and FactKind.SENIORITY in facts and any(one.name == _LEFT for one in later)


def told_by(calculator: Calculator, given: Mapping[str, str], today: date) -> dict[str, tuple[FactKind, str]]:
    """The facts that the answers to a calculator's questions tell, by question."""
    values = read(calculator, given, today).values
    by_hour = values.get("pay") == overtime.HOURLY
    wage = FactKind.HOURLY_WAGE if by_hour else FactKind.WAGE
    tells = _TELLS | {(overtime.OVERTIME.id, _WAGE): wage}
    kinds = {name: tells.get((calculator.id, name), _ANYWHERE.get(name)) for name in values}
    return {name: (kind, _kept(kind, values[name])) for name, kind in kinds.items() if kind is not None}


def _kept(kind: FactKind, value: object) -> str:
    """An answer as a fact is kept: money in whole TWD, hours as they were told."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}" if kind is FactKind.WEEKLY_HOURS else str(int(value))
    return str(value)
