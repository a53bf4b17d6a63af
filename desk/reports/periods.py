"""The period of a report: a month, a quarter, or any days (pure)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from core.clock import TAIPEI
from core.errors import Problem

LONGEST = 731
SHORTEST = 7
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_EARLIEST = 2000


class BadPeriod(Problem):
    """No report can be made for this period."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Local days from ``first`` to ``last``, both included; ``name`` finds it again."""

    first: date
    last: date
    name: str
    label: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The moment at which it begins."""
        return datetime.combine(self.first, time(), TAIPEI)

    @property
    def until(self) -> datetime:
        """The moment at which it is over."""
        return datetime.combine(self.last + timedelta(days=1), time(), TAIPEI)

    @property
    def before(self) -> "ReportPeriod":
        """The month before a month, the quarter before a quarter, else as many days before."""
        end = self.first - timedelta(days=1)
        if _QUARTER.fullmatch(self.name):
            return quarter(end.year, (end.month + 2) // 3)
        if _MONTH.fullmatch(self.name):
            return month(end.year, end.month)
        return days(end - timedelta(days=self.days - 1), end)


def month(year: int, number: int) -> ReportPeriod:
    """A calendar month."""
    first = date(year, number, 1)
    return ReportPeriod(first, _month_end(first), f"{first:%Y-%m}", f"{year} 年 {number} 月")


def quarter(year: int, number: int) -> ReportPeriod:
    """A quarter of the calendar year."""
    first, end = date(year, 3 * number - 2, 1), date(year, 3 * number, 1)
    return ReportPeriod(first, _month_end(end), f"{year}-Q{number}", f"{year} 年第 {number} 季")


def days(first: date, last: date) -> ReportPeriod:
    """Any days."""
    return ReportPeriod(first, last, "", f"{first.isoformat()} 至 {last.isoformat()}")


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def read(name: str, first: str, last: str, today: date) -> ReportPeriod:
    """The period that was asked for: ``2026-11``, ``2026-Q4``, or ISO days; by default this month.

    Raises:
        BadPeriod: it cannot be read, is turned round, too short, too long or not begun yet.
    """
    if first or last:
        chosen = _read_days(first, last)
    elif found := _QUARTER.fullmatch(name):
        chosen = quarter(_year(found[1]), int(found[2]))
    elif (found := _MONTH.fullmatch(name)) and 1 <= int(found[2]) <= 12:
        chosen = month(_year(found[1]), int(found[2]))
    elif name:
        raise BadPeriod("期間請寫成 2026-11（月）或 2026-Q4（季），或填起訖日期。")
    else:
        chosen = month(today.year, today.month)
    if chosen.first > today:
        raise BadPeriod("這段期間還沒有開始，請選今天以前的期間。")
    return chosen


def _year(text: str) -> int:
    if int(text) < _EARLIEST:
        raise BadPeriod(f"年份請寫西元，{_EARLIEST} 年以後。")
    return int(text)


def _read_days(first: str, last: str) -> ReportPeriod:
    try:
        chosen = days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise BadPeriod("起訖日期都要填，例如 2026-11-01。") from None
    _year(f"{chosen.first:%Y}")
    if not SHORTEST <= chosen.days <= LONGEST:
        raise BadPeriod(f"起日要早於迄日，期間 {SHORTEST} 到 {LONGEST} 天。")
    return chosen
