"""特別休假: 勞動基準法第 38 條第 1 項, counted from the anniversary of hiring (週年制).

Who works part time has it in proportion to the hours of a week (僱用部分時間工作勞工應行注意事項).
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from core.questions.question import AnswerKind, Question, Values
from core.questions.wording import day_text, plain
from knowledge.calculators.base import CalculationContext, Calculator, Finding, Line, given, require_order

HALF_YEAR_DAYS = 3
HOURS_A_DAY = 8
HOURS_A_WEEK = 40  # 勞動基準法第 30 條第 1 項
WEEKLY_HOURS = "weekly_hours"
MOST_DAYS = 30
_STEPS = ((10, 15), (5, 15), (3, 14), (2, 10), (1, 7))


def entitled_days(years: int) -> int:
    """Days of leave for each year after ``years`` (at least 1) of service."""
    if years >= 10:
        return min(MOST_DAYS, 15 + years - 9)
    return next(days for least, days in _STEPS if years >= least)


def _steps(hired: date, as_of: date) -> tuple[tuple[date, int] | None, tuple[date, int]]:
    """The step reached by ``as_of`` (its first day, its days of leave) and the one that follows."""
    half_year = hired + relativedelta(months=6)
    if as_of < half_year:
        return None, (half_year, HALF_YEAR_DAYS)
    years = relativedelta(as_of, hired).years
    following = (hired + relativedelta(years=years + 1), entitled_days(years + 1))
    if years == 0:
        return (half_year, HALF_YEAR_DAYS), following
    return (hired + relativedelta(years=years), entitled_days(years)), following


def _part_time(days: int, values: Values) -> tuple[str, tuple[Line, ...]]:
    """How many hours ``days`` are for who works fewer hours a week than full time, and the working."""
    weekly = given(values, WEEKLY_HOURS, Decimal) if WEEKLY_HOURS in values else Decimal(HOURS_A_WEEK)
    if weekly >= HOURS_A_WEEK:
        return "", ()
    hours = plain(Fraction(weekly) * days * HOURS_A_DAY / HOURS_A_WEEK, 2)
    working = f"{days} 天 × {HOURS_A_DAY} 小時 × {plain(weekly, 2)} ÷ {HOURS_A_WEEK} = {hours} 小時"
    return f"，部分工時按比例約 {hours} 小時", (Line("部分工時按比例", working),)


def _compute(values: Values, context: CalculationContext) -> Finding:
    hired = given(values, "hired", date)
    as_of = given(values, "as_of", date) if "as_of" in values else context.today
    require_order({**values, "as_of": as_of}, "hired", "as_of", "計算日早於到職日，請再確認這兩天")
    current, (next_day, next_days) = _steps(hired, as_of)
    following = Line("下一次", f"{day_text(next_day)} 起有 {next_days} 天")
    if current is None:
        headline, lines = "到職未滿 6 個月，還沒有特休", [following]
    else:
        begins, days = current
        used_until = next_day - timedelta(days=1)
        in_hours, working = _part_time(days, values)
        headline = f"現在這一期有 {days} 天特休{in_hours}"
        period = Line("可以休的期間", f"{day_text(begins)} 到 {day_text(used_until)}")
        lines = [*working, period, following]
    return Finding(
        headline=headline,
        lines=tuple(lines),
        rule="滿 6 個月 3 天，滿 1 年 7 天，滿 2 年 10 天，滿 3 年每年 14 天，滿 5 年每年 15 天，"
        "滿 10 年起每年多 1 天，最多 30 天。",
        basis=("勞動基準法第 38 條第 1 項", "勞動基準法施行細則第 24 條"),
        notes=(
            "這是從到職日起算的週年制；公司採曆年制或會計年度制，總天數不能比較少。",
            "部分工時的人按每週工時占全時 40 小時的比例計算，不足一天的由雙方商量；"
            "和全時的人上班天數一樣、只是每天時數比較短的，天數一樣多。算法請向勞動條件科確認。",
            "沒休完的天數，雇主要折算工資給您。",
        ),
    )


ANNUAL_LEAVE = Calculator(
    id="annual-leave",
    title="特休天數試算",
    entries=("annual-leave", "annual-leave-unused"),
    intro="從到職日算出現在有幾天特休、什麼時候變多。",
    fields=(
        Question("hired", "您是哪一天到職的？", AnswerKind.DATE, "例如 2023-03-01 或 112/3/1"),
        Question(
            "as_of",
            "要算到哪一天？",
            AnswerKind.DATE,
            "不填就算到今天",
            required=False,
        ),
        Question(
            WEEKLY_HOURS,
            "一週約定做幾小時？",
            AnswerKind.HOURS,
            "部分工時的人才要填，例如 20；全時可以略過",
            required=False,
            maximum=Decimal(84),
        ),
    ),
    compute=_compute,
)
