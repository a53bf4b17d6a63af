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
from knowledge.calculators.periods import LAYOFF_REPORT_DAYS, following_open_day, layoff_report_by


@dataclass(frozen=True, slots=True)
class Step:
    """One day that a rule sets: ``after`` the base day (or before it, when negative)."""

    label: str
    after: relativedelta


@dataclass(frozen=True, slots=True)
class Cap:
    """A second limit from another day; whichever comes first is the last day."""

    question: str
    after: relativedelta


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule: from which day it counts, to which days, and what follows when it is missed.

    ``entries`` are the FAQ entries whose answer holds this deadline. ``cap`` is a limit that is counted from
    another day as well; unknown, it is told that there is one.

    ``to_agency`` = the act is done toward an agency: a last day on which offices are closed
    moves to the next open one (行政程序法第 48 條第 4 項). Other last days are told as they fall,
    which is never too late. ``counts_base`` = the base day is the first of the days: a letter of the
    ministry counts the 30 days of 勞動基準法第 12、14 條 so (82 台勞資二字第 11208 號函), a day less
    than 民法第 120 條 does; the earlier day is safe under both.
    """

    id: str
    label: str
    base: str
    steps: tuple[Step, ...]
    basis: tuple[str, ...]
    missed: str
    to_agency: bool = False
    counts_base: bool = False
    entries: tuple[str, ...] = ()
    cap: Cap | None = None

    @property
    def cap_name(self) -> str:
        """The name of the question for the day from which the second limit counts."""
        return f"{self.id}-ended"


def _days(count: int) -> relativedelta:
    return relativedelta(days=count)


def _years(count: int) -> relativedelta:
    return relativedelta(years=count)


LAYOFF_REPORT, HIRED = "layoff-report", "hired"
_LAST = "最後一天"
DEADLINES: tuple[Deadline, ...] = (
    Deadline(
        "unemployment-claim",
        "申請失業給付",
        "離職退保是哪一天？",
        (Step(_LAST, relativedelta(years=2)),),
        ("就業保險法第 24 條", "就業保險法第 25 條第 1 項"),
        "越晚申請，能領的時間可能越短；請先到就業服務站辦求職登記。",
        to_agency=True,
        entries=("unemployment-benefit", "service-certificate"),
    ),
    Deadline(
        "unemployment-recognition",
        "失業再認定（繼續領失業給付）",
        "上一次給付期間的最後一天是哪一天？",
        (Step(_LAST, _years(2)),),
        ("就業保險法第 29 條",),
        "每個月都要本人親自辦，沒辦就停發；2 年是還能補辦的最後一天，請不要等。",
        to_agency=True,
        entries=("unemployment-recognition",),
    ),
    Deadline(
        "wage-claim",
        "追討薪水、加班費",
        "那一筆錢原本應該在哪一天發？",
        (Step(_LAST, _years(5)),),
        ("民法第 126 條", "民法第 128 條"),
        "每一筆從該發的那天分別起算；過了雇主可以拒絕付。時效快到請先問律師，不要只等調解。",
        entries=("wage-payment-late", "company-closed-wages", "mediation-failed", "overtime-pay"),
    ),
    Deadline(
        "severance-payment",
        "雇主給付資遣費",
        "契約終止（離職）是哪一天？",
        (Step("最晚給付日", _days(30)),),
        ("勞動基準法第 17 條第 2 項", "勞工退休金條例第 12 條第 2 項"),
        "工資和沒休完的特休工資要在離職時結清，不能等 30 日。逾期沒付，可以申訴或申請調解。",
        entries=("severance-deadline",),
    ),
    Deadline(
        "worker-termination",
        "勞工不經預告離職（勞基法第 14 條）",
        "您是哪一天知道雇主那件事的？",
        (Step(_LAST, _days(30 - 1)),),
        ("勞動基準法第 14 條第 2 項",),
        "30 日的限制適用第 14 條第 1 項第 1 款與第 6 款；雇主違反法令（第 6 款）可以從知道損害結果那天起算。"
        "欠薪還在持續等情形請洽窗口確認。",
        counts_base=True,
        entries=("worker-termination-no-notice",),
    ),
    Deadline(
        "accident-compensation",
        "向雇主要職災補償",
        "可以請求補償是從哪一天起（例如受傷、診斷那天）？",
        (Step(_LAST, _years(2)),),
        ("勞動基準法第 61 條第 1 項",),
        "離職不影響；調解期間也要注意這個期限。每一筆補償從可以領的那天分別起算。",
        entries=("occupational-accident-compensation",),
    ),
    Deadline(
        "accident-insurance",
        "請領職災保險給付",
        "可以請領是從哪一天起？",
        (Step(_LAST, _years(5)),),
        ("勞工職業災害保險及保護法第 37 條",),
        "自墊的醫藥費補單據、核退另有較短的期限，請先問勞保局。",
        to_agency=True,
        entries=("occupational-accident-insurance",),
    ),
    Deadline(
        "harassment",
        "性騷擾向勞工局申訴",
        "您是哪一天知道被性騷擾的？",
        (Step(_LAST, _years(2)),),
        ("性別平等工作法第 32 條之 1",),
        "對方是最高負責人，或未成年時發生的，另有比較長的期限，請問就業安全科。向公司申訴請儘快。",
        to_agency=True,
        entries=("sexual-harassment-complaint",),
        cap=Cap("那件事是哪一天結束的？", _years(5)),
    ),
    Deadline(
        "harassment-power",
        "性騷擾向勞工局申訴（對方利用權勢）",
        "您是哪一天知道被性騷擾的？",
        (Step(_LAST, _years(3)),),
        ("性別平等工作法第 32 條之 1",),
        "對方是最高負責人，或未成年時發生的，另有比較長的期限，請問就業安全科。向公司申訴請儘快。",
        to_agency=True,
        entries=("sexual-harassment-complaint",),
        cap=Cap("那件事是哪一天結束的？", _years(7)),
    ),
    Deadline(
        "equality-damages",
        "性騷擾、性別歧視的損害賠償",
        "您是哪一天知道有損害、也知道要找誰賠的？",
        (Step(_LAST, _years(2)),),
        ("性別平等工作法第 30 條",),
        "過了就可能要不到賠償。向勞工局申訴是另一件事，請儘早提出。",
        entries=("sexual-harassment-complaint", "pregnancy-discrimination", "parental-leave-reinstatement"),
        cap=Cap("性騷擾或違法的行為是哪一天？", _years(10)),
    ),
    Deadline(
        "equality-review",
        "不服性別平等申訴的處分，申請審議",
        "處分書是哪一天收到的？",
        (Step(_LAST, _days(10)),),
        ("性別平等工作法第 34 條",),
        "向勞動部的性別平等工作會申請審議；也可以不申請審議，30 日內直接提訴願。",
        to_agency=True,
        entries=("pregnancy-discrimination",),
    ),
    Deadline(
        "unfair-labor-practice",
        "不當勞動行為裁決",
        "哪一天知道雇主那件事，或事情是哪一天發生的？",
        (Step(_LAST, _days(90)),),
        ("勞資爭議處理法第 39 條第 2 項", "勞資爭議處理法第 51 條"),
        "要向勞動部申請；超過 90 日就不受理。",
        to_agency=True,
        entries=("unfair-labor-practice",),
    ),
    Deadline(
        "legal-aid",
        "申請訴訟律師費扶助",
        "起訴或聲請（這個程序開始）是哪一天？",
        (Step(_LAST, _days(180)),),
        ("勞資爭議法律及生活費用扶助辦法第 3 條",),
        "每一審級分別起算。裁判費等必要費用，最晚在程序結束後 60 日內申請。",
        to_agency=True,
        entries=("litigation-subsidy", "mediation-failed", "mediation-not-honored"),
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
        entries=("mediation-duration",),
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
        entries=("mediation-duration",),
    ),
    Deadline(
        "dismissal",
        "雇主不經預告解僱（勞基法第 12 條）",
        "雇主是哪一天知道員工有那件事的？",
        (Step(_LAST, _days(30 - 1)),),
        ("勞動基準法第 12 條第 2 項",),
        "超過就不能再用這件事解僱；受有期徒刑宣告確定的情形沒有 30 日的限制。",
        counts_base=True,
        entries=("dismissal-no-notice",),
    ),
    Deadline(
        LAYOFF_REPORT,
        "雇主資遣通報",
        "員工最後工作日（離職日）是哪一天？",
        (Step("最晚通報日", _days(-LAYOFF_REPORT_DAYS)),),
        ("就業服務法第 33 條第 1 項", "就業服務法第 68 條"),
        "日數包含例假日；最晚通報日遇假日請提早辦。"
        "天災、事變等不可抗力，或到職未滿 10 日，改為離職日起 3 日內。"
        "移工終止契約不用通報。沒通報會被罰。",
        entries=("layoff-report",),
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
    ended = given(values, deadline.cap_name, date) if deadline.cap_name in values else None
    hired = given(values, HIRED, date) if HIRED in values else None
    for step in deadline.steps:
        day = layoff_report_by(base, hired) if deadline.id == LAYOFF_REPORT else base + step.after
        if deadline.cap and ended:
            day = min(day, ended + deadline.cap.after)
        last = day
        text = day_text(day)
        if deadline.to_agency and (last := following_open_day(day, context.is_closed)) != day:
            text = f"{day_text(last)}；原來是 {day.isoformat()}，遇到假日順延"
        lines.append(Line(step.label, text))
    return Finding(
        headline=f"{lines[-1].label}：{lines[-1].text}，{_remaining(last, context.today)}",
        lines=tuple(lines),
        rule=(
            "知道的那一天就算第一天，請不要等到最後。"
            if deadline.counts_base
            else "起算的那一天不算，從隔天開始數。"
        )
        + ("最後一天是假日就順延到下一個上班日。" if deadline.to_agency else ""),
        basis=deadline.basis,
        notes=(*_capped(deadline, ended), deadline.missed),
        last_day=last,
    )


def _capped(deadline: Deadline, ended: date | None) -> tuple[str, ...]:
    """That there is a second limit, where its day was not told."""
    if deadline.cap is None or ended is not None:
        return ()
    years = deadline.cap.after.years
    return (f"另外最長只到事情發生、結束後 {years} 年；事情比較久的，請填那一天再算一次。",)


def of_entry(entry_id: str) -> tuple[Deadline, ...]:
    """The deadlines that an entry's answer holds."""
    return tuple(deadline for deadline in DEADLINES if entry_id in deadline.entries)


DEADLINE = Calculator(
    id="deadlines",
    title="法定期限試算",
    entries=tuple(dict.fromkeys(entry for deadline in DEADLINES for entry in deadline.entries)),
    intro="算出申訴、職災補償、追討薪水、失業給付、裁決、律師費補助、資遣通報等期限的最後一天。",
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
        *(
            Field(
                deadline.cap_name,
                deadline.cap.question,
                FieldKind.DATE,
                "不確定可以略過",
                required=False,
                only_if=("kind", frozenset({deadline.id})),
            )
            for deadline in DEADLINES
            if deadline.cap
        ),
        Field(
            HIRED,
            "員工是哪一天到職的？",
            FieldKind.DATE,
            "到職未滿 10 天才需要，期限不一樣",
            required=False,
            only_if=("kind", frozenset({LAYOFF_REPORT})),
        ),
    ),
    compute=_compute,
)
