"""Lengths of service and last days, counted as the Civil Code and the labour laws count them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Seniority:
    """A length of service in whole years, months and days."""

    years: int
    months: int
    days: int

    @classmethod
    def between(cls, first: date, last: date) -> "Seniority":
        """From the first to the last day of work, both counted."""
        length = relativedelta(last + timedelta(days=1), first)
        return cls(length.years, length.months, length.days)

    @property
    def in_years(self) -> Fraction:
        """Years with the rest in proportion, a month being 30 days: 3 y 6 m 15 d = 3.5416…"""
        return self.years + (self.months + Fraction(self.days, 30)) / 12

    @property
    def begun_months(self) -> int:
        """Months with a begun one counted in full (勞動基準法第 17 條)."""
        return self.years * 12 + self.months + bool(self.days)

    def __str__(self) -> str:
        return f"{self.years} 年 {self.months} 個月 {self.days} 天"


LAYOFF_REPORT_DAYS = 10  # 就業服務法第 33 條第 1 項
LAYOFF_REPORT_DAYS_AFTER = 3  # 同項但書；到職未滿 10 日比照（勞職業字第 0970087602 號函）


def served_too_short_to_report_before(left: date, hired: date | None) -> bool:
    """Whether the ten days before leaving would reach back to before the first day of work."""
    return hired is not None and (left - hired).days < LAYOFF_REPORT_DAYS


def layoff_report_by(left: date, hired: date | None = None) -> date:
    """The last day on which an employer reports a layoff: ten days before, or three after short service."""
    if served_too_short_to_report_before(left, hired):
        return left + timedelta(days=LAYOFF_REPORT_DAYS_AFTER)
    return left - timedelta(days=LAYOFF_REPORT_DAYS)


def following_open_day(day: date, is_closed: Callable[[date], bool]) -> date:
    """``day``, or the next day on which offices are open (行政程序法第 48 條第 4 項)."""
    while is_closed(day):
        day += timedelta(days=1)
    return day
