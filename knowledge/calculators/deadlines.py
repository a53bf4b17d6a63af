"""法定期限: last days that the labour laws set, counted from a day that the citizen gives."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from knowledge.calculators.base import (
    Calculator,
    Context,
    Field,
    FieldKind,
    Finding,
    Line,
    Values,
    day_text,
    given,
)
from knowledge.calculators.periods import following_open_day


@dataclass(frozen=True, slots=True)
class Step:
    """One day that a rule sets: ``after`` the base day (or before it, when negative)."""

    label: str
    after: relativedelta


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule: from which day it counts, to which days, and what follows when it is missed.

    ``to_agency`` = the act is done toward an agency: a last day on which offices are closed
    moves to the next open one (行政程序法第 48 條第 4 項). Other last days are told as they fall,
    which is never too late.
    """

    id: str
    label: str
    base: str
    steps: tuple[Step, ...]
    basis: tuple[str, ...]
    missed: str
    to_agency: bool = False


def _days(count: int) -> relativedelta:
    return relativedelta(days=count)


_LAST = "最後一天"
DEADLINES: tuple[Deadline, ...] = (
    Deadline(
        "layoff-report",
        "雇主資遣通報",
        "員工最後工作日（離職日）是哪一天？",
        (Step("最晚通報日", _days(-10)),),
        ("就業服務法第 33 條第 1 項", "就業服務法第 68 條"),
        "日數包含例假日；最晚通報日遇假日請提早辦。天災、事變等不可抗力，改為離職日起 3 日內。沒通報會被罰。",
    ),
    Deadline(
        "dismissal",
        "雇主不經預告解僱（勞基法第 12 條）",
        "雇主是哪一天知道員工有那件事的？",
        (Step(_LAST, _days(30)),),
        ("勞動基準法第 12 條第 2 項",),
        "超過就不能再用這件事解僱；受有期徒刑宣告確定的情形沒有 30 日的限制。",
    ),
    Deadline(
        "worker-termination",
        "勞工不經預告離職（勞基法第 14 條）",
        "您是哪一天知道雇主那件事的？",
        (Step(_LAST, _days(30)),),
        ("勞動基準法第 14 條第 2 項",),
        "30 日的限制適用第 14 條第 1 項第 1 款與第 6 款；雇主違反法令（第 6 款）可以從知道損害結果那天起算。"
        "欠薪還在持續等情形請洽窗口確認。",
    ),
    Deadline(
        "mediation",
        "勞資爭議調解（調解人）",
        "勞工局是哪一天收到調解申請書的？",
        (
            Step("最晚指派調解人", _days(3)),
            Step("最晚開始調解", _days(3 + 7)),
            Step("最晚作出調解方案", _days(3 + 7 + 10)),
        ),
        ("勞資爭議處理法第 12 條",),
        "這是機關和調解人的期限；申請書缺資料要先補正。實際開會日期以通知為準。",
    ),
    Deadline(
        "mediation-committee",
        "勞資爭議調解（調解委員會）",
        "您是哪一天收到選定調解委員的通知？",
        (
            Step("最晚選定調解委員", _days(3)),
            Step("最晚組成委員會並開會", _days(3 + 14)),
            Step("最晚提出調查結果", _days(3 + 14 + 10)),
            Step("最晚開調解會議", _days(3 + 14 + 10 + 15)),
            Step("延長後的最晚日", _days(3 + 14 + 10 + 15 + 7)),
        ),
        ("勞資爭議處理法第 14 條", "勞資爭議處理法第 15 條", "勞資爭議處理法第 16 條"),
        "各階段以法律規定的最長天數相加；沒有在期限內選定委員，由主管機關指定。實際開會日期以通知為準。",
    ),
    Deadline(
        "severance-payment",
        "雇主給付資遣費",
        "契約終止（離職）是哪一天？",
        (Step("最晚給付日", _days(30)),),
        ("勞動基準法第 17 條第 2 項", "勞工退休金條例第 12 條第 2 項"),
        "工資和沒休完的特休工資要在離職時結清，不能等 30 日。逾期沒付，可以申訴或申請調解。",
    ),
    Deadline(
        "unemployment-claim",
        "申請失業給付",
        "離職退保是哪一天？",
        (Step(_LAST, relativedelta(years=2)),),
        ("就業保險法第 23 條",),
        "越晚申請，能領的時間可能越短；請先到就業服務站辦求職登記。",
        to_agency=True,
    ),
    Deadline(
        "unfair-labor-practice",
        "不當勞動行為裁決",
        "哪一天知道雇主那件事，或事情是哪一天發生的？",
        (Step(_LAST, _days(90)),),
        ("勞資爭議處理法第 39 條第 2 項", "勞資爭議處理法第 51 條"),
        "要向勞動部申請；超過 90 日就不受理。",
        to_agency=True,
    ),
    Deadline(
        "administrative-appeal",
        "對行政處分提起訴願",
        "處分書是哪一天收到的？",
        (Step(_LAST, _days(30)),),
        ("訴願法第 14 條第 1 項",),
        "以收受訴願書的機關實際收到那天為準，不是郵戳。",
        to_agency=True,
    ),
)
_BY_ID = {deadline.id: deadline for deadline in DEADLINES}


def _remaining(last: date, today: date) -> str:
    days = (last - today).days
    if days < 0:
        return f"已經過了 {-days} 天"
    return "就是今天" if days == 0 else f"還有 {days} 天"


def _compute(values: Values, context: Context) -> Finding:
    deadline = _BY_ID[given(values, "kind", str)]
    base = given(values, deadline.id, date)
    lines: list[Line] = []
    last = base
    for step in deadline.steps:
        day = last = base + step.after
        text = day_text(day)
        if deadline.to_agency and (last := following_open_day(day, context.is_closed)) != day:
            text = f"{day_text(last)}；原來是 {day.isoformat()}，遇到假日順延"
        lines.append(Line(step.label, text))
    return Finding(
        headline=f"{lines[-1].label}：{lines[-1].text}，{_remaining(last, context.today)}",
        lines=tuple(lines),
        rule="起算的那一天不算，從隔天開始數。"
        + ("最後一天是假日就順延到下一個上班日。" if deadline.to_agency else ""),
        basis=deadline.basis,
        notes=(deadline.missed,),
    )


DEADLINE = Calculator(
    id="deadlines",
    title="法定期限試算",
    entries=(
        "layoff-report",
        "dismissal-no-notice",
        "worker-termination-no-notice",
        "mediation-duration",
        "severance-deadline",
        "unfair-labor-practice",
    ),
    intro="算出資遣通報、解僱、調解、失業給付、訴願等期限的最後一天。",
    fields=(
        Field(
            "kind",
            "要算哪一種期限？",
            FieldKind.CHOICE,
            options=tuple((deadline.id, deadline.label) for deadline in DEADLINES),
        ),
        *(
            Field(
                deadline.id,
                deadline.base,
                FieldKind.DATE,
                "例如 2026-03-05 或 115/3/5",
                only_if=("kind", frozenset({deadline.id})),
            )
            for deadline in DEADLINES
        ),
    ),
    compute=_compute,
)
