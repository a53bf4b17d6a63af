"""加班費: 勞動基準法第 24 條 (weekday, rest day), 第 39 條 (holiday), 第 40 條 (disaster).

Work on a mandatory day off is paid like that of a holiday even when it was unlawful; twice the wage beyond
eight hours is owed only where a disaster allowed the work (勞動2字第 1010090930 號函).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.questions.question import AnswerKind, Question, Values
from core.questions.wording import money, plain
from knowledge.calculators.base import CalculationContext, Calculator, Finding, Line, given

HOURS_A_DAY = 8
_WHOLE_DAY = 24
HOURS_A_MONTH = 240  # 30 days × 8 hours: a monthly wage covers days off as well
WEEKDAY, REST, HOLIDAY, MANDATORY, POLLING = "weekday", "rest", "holiday", "mandatory", "polling"
EMERGENCY, EMERGENCY_OFF = "emergency", "emergency-off"
MONTHLY, HOURLY = "monthly", "hourly"


@dataclass(frozen=True, slots=True)
class Band:
    """Hours from ``start`` to ``end`` of a day, each paid at ``rate`` times the hourly wage."""

    start: int
    end: int
    rate: Fraction
    text: str

    @property
    def label(self) -> str:
        """Which hours of the day the band holds."""
        return (
            f"第 {self.start + 1} 小時起"
            if self.end == _WHOLE_DAY
            else f"第 {self.start + 1}–{self.end} 小時"
        )

    def hours(self, worked: Fraction) -> Fraction:
        """How many of the hours ``worked`` fall into the band."""
        return max(Fraction(0), min(worked, Fraction(self.end)) - self.start)


_FIRST, _NEXT, _LONG = (Fraction(4, 3), "1⅓"), (Fraction(5, 3), "1⅔"), (Fraction(8, 3), "2⅔")
BANDS: dict[str, tuple[Band, ...]] = {
    WEEKDAY: (Band(0, 2, *_FIRST), Band(2, 4, *_NEXT)),
    REST: (Band(0, 2, *_FIRST), Band(2, 8, *_NEXT), Band(8, 12, *_LONG)),
    HOLIDAY: (Band(8, 10, *_FIRST), Band(10, 12, *_NEXT)),
    MANDATORY: (Band(8, 10, *_FIRST), Band(10, 12, *_NEXT)),
    POLLING: (Band(0, 8, Fraction(1), "1"), Band(8, 10, *_FIRST), Band(10, 12, *_NEXT)),
    # In a disaster or an emergency every hour beyond the regular ones is paid twice (第 24 條第 1 項第 3 款).
    EMERGENCY: (Band(0, _WHOLE_DAY, Fraction(2), "2"),),
    EMERGENCY_OFF: (Band(8, _WHOLE_DAY, Fraction(2), "2"),),
}
_RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    WEEKDAY: (
        "平日前 2 小時每小時加給 1⅓ 倍時薪，第 3、4 小時 1⅔ 倍。",
        ("勞動基準法第 24 條第 1 項", "勞動基準法第 32 條第 2 項"),
    ),
    REST: (
        "休息日前 2 小時 1⅓ 倍，第 3 到 8 小時 1⅔ 倍，第 9 到 12 小時 2⅔ 倍；月薪以外另外給。",
        ("勞動基準法第 24 條第 2 項", "勞動基準法第 36 條"),
    ),
    HOLIDAY: (
        "國定假日或特休上班，8 小時以內加給 1 天工資（做不滿 8 小時也一樣），"
        "第 9、10 小時 1⅓ 倍，第 11、12 小時 1⅔ 倍。",
        ("勞動基準法第 39 條", "勞動基準法第 24 條第 1 項", "勞動基準法施行細則第 24 條之 3"),
    ),
    MANDATORY: (
        "例假上班，不論合不合法，8 小時以內都要加給 1 天工資，第 9、10 小時 1⅓ 倍，第 11、12 小時 1⅔ 倍。",
        ("勞動基準法第 39 條", "勞動基準法第 40 條", "勞動基準法第 24 條第 1 項"),
    ),
    POLLING: (
        "投票日原本要上班、有投票權的人放假一天；同意上班的，加給實際工作時數的工資，"
        "超過 8 小時照平日加班費。",
        ("勞動基準法第 37 條", "勞動基準法第 39 條", "勞動基準法第 24 條第 1 項"),
    ),
    EMERGENCY: (
        "天災、事變或突發事件延長工時，每小時加給 2 倍的工資，事後補給休息。",
        ("勞動基準法第 24 條第 1 項第 3 款", "勞動基準法第 32 條第 4 項"),
    ),
    EMERGENCY_OFF: (
        "天災、事變或突發事件停止假期：8 小時以內加給 1 天工資，超過 8 小時每小時 2 倍，並且要補假。",
        ("勞動基準法第 40 條", "勞動基準法第 24 條第 1 項第 3 款"),
    ),
}
_LIMITS = {WEEKDAY: 4, REST: 12, HOLIDAY: 12, MANDATORY: 12, POLLING: 12, EMERGENCY: 24, EMERGENCY_OFF: 24}


def _day_supplement(kind: str, hourly_paid: bool, worked: Fraction) -> Fraction:
    """Hours paid at once on a holiday or mandatory day off: a day's, however short the work was."""
    if kind not in (HOLIDAY, MANDATORY, EMERGENCY_OFF) or not worked:
        return Fraction(0)
    return min(worked, Fraction(HOURS_A_DAY)) if hourly_paid else Fraction(HOURS_A_DAY)


def _notes(values: Values, context: CalculationContext) -> Iterable[str]:
    kind, hourly_paid = given(values, "kind", str), given(values, "pay", str) == HOURLY
    wage, worked = given(values, "wage", Decimal), given(values, "hours", Decimal)
    if worked > _LIMITS[kind]:
        yield (
            f"法律規定一天連正常工時最多工作 12 小時，這裡只算到第 {_LIMITS[kind]} 小時；"
            "多做的時間雇主一樣要付錢，而且已經違法，請洽勞工局。"
        )
    if kind == MANDATORY:
        yield "不是天災、事變或突發事件，雇主叫您在例假上班就是違法，可以申訴；錢還是要照上面給。"
    if kind in (EMERGENCY, EMERGENCY_OFF):
        yield "雇主事後 24 小時內要通知工會或報主管機關，並補給休息。"
    if kind == POLLING:
        yield "投票日剛好是您的休息日，照休息日計算；雇主不能妨礙您去投票。"
    if kind == WEEKDAY and hourly_paid:
        yield "打工、部分工時的人，一天 8 小時以內多做的時數照約定的時薪給，超過 8 小時才照這裡加給。"
    yield "家庭看護工、家庭幫傭不適用勞動基準法，請看勞動契約或撥 1955。"
    if kind == HOLIDAY and hourly_paid:
        yield "時薪制：這是當天原本時薪以外再加給的部分；原本排班比較久的，以約定的時數算。"
    minimum = context.shown("minimum_wage_hourly" if hourly_paid else "minimum_wage_monthly")
    if wage < minimum.value:
        unit = "每小時" if hourly_paid else "每月（全時工作）"
        yield f"您填的工資低於最低工資（{unit} {minimum} 元），請洽勞工局確認。"


def _compute(values: Values, context: CalculationContext) -> Finding:
    kind, pay = given(values, "kind", str), given(values, "pay", str)
    wage, worked = given(values, "wage", Decimal), Fraction(given(values, "hours", Decimal))
    hourly_paid = pay == HOURLY
    hourly = Fraction(wage) if hourly_paid else Fraction(wage) / HOURS_A_MONTH
    lines = [
        Line("每小時工資", f"{plain(hourly, 2)} 元" + ("" if hourly_paid else f"（{money(wage)} ÷ 30 ÷ 8）"))
    ]
    supplement = _day_supplement(kind, hourly_paid, worked)
    total = supplement * hourly
    if supplement:
        label = "加給" if hourly_paid else "加給 1 天工資"
        lines.append(Line(label, f"{plain(hourly, 2)} 元 × {plain(supplement)} 小時 ＝ {money(total)}"))
    for band in BANDS[kind]:
        if hours := band.hours(worked):
            amount = hours * band.rate * hourly
            text = f"{plain(hourly, 2)} 元 × {band.text} × {plain(hours)} 小時 ＝ {money(amount)}"
            lines.append(Line(band.label, text))
            total += amount
    rule, basis = _RULES[kind]
    return Finding(
        headline=f"加班費約 {money(total)}",
        lines=tuple(lines),
        rule=rule + "最後四捨五入到元。",
        basis=basis,
        notes=tuple(_notes(values, context)),
    )


OVERTIME = Calculator(
    id="overtime",
    title="加班費試算",
    entries=("overtime-pay", "restday-overtime", "holiday-work-pay"),
    intro="算出某一天加班，雇主至少要加給多少錢。",
    fields=(
        Question(
            "kind",
            "那一天是哪一種日子？",
            AnswerKind.CHOICE,
            "週休二日的人，一天是休息日、一天是例假",
            options=(
                (WEEKDAY, "平日（上班日）"),
                (REST, "休息日"),
                (HOLIDAY, "國定假日或特休日"),
                (MANDATORY, "例假"),
                (POLLING, "投票日（原本要上班）"),
                (EMERGENCY, "天災、突發事件加班"),
                (EMERGENCY_OFF, "天災、突發事件停止放假"),
            ),
        ),
        Question(
            "pay",
            "工資怎麼算？",
            AnswerKind.CHOICE,
            options=((MONTHLY, "月薪"), (HOURLY, "時薪")),
        ),
        Question(
            "wage",
            "月薪或時薪是多少元？",
            AnswerKind.MONEY,
            "月薪要加上固定津貼、全勤獎金；例如 36000，時薪例如 200",
            minimum=Decimal(1),
            maximum=Decimal(10_000_000),
        ),
        Question(
            "hours",
            "加班幾小時？",
            AnswerKind.HOURS,
            "平日只算超過 8 小時的時數；休息日、國定假日、例假、投票日算當天全部時數。例如 2.5",
            minimum=Decimal(0),
            maximum=Decimal(24),
        ),
    ),
    compute=_compute,
)
