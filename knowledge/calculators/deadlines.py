"""法定期限: last days that the labour laws set, counted from a day that the citizen gives."""

from datetime import date

from core.questions.question import AnswerKind, Question, Values
from core.questions.wording import day_text
from knowledge.calculators.base import CalculationContext, Calculator, Finding, Line, given
from knowledge.calculators.periods import following_open_day, layoff_report_by
from knowledge.deadlines import Deadline, deadlines

LAYOFF_REPORT, HIRED = "layoff-report", "hired"
_BY_ID = {deadline.id: deadline for deadline in deadlines()}


def _remaining(last: date, today: date) -> str:
    days = (last - today).days
    if days < 0:
        return f"已經過了 {-days} 天"
    return "就是今天" if days == 0 else f"還有 {days} 天"


def _compute(values: Values, context: CalculationContext) -> Finding:
    deadline = _BY_ID[given(values, "kind", str)]
    base = given(values, deadline.id, date)
    lines: list[Line] = []
    last = base
    ended = given(values, deadline.cap_name, date) if deadline.cap_name in values else None
    hired = given(values, HIRED, date) if HIRED in values else None
    for step in deadline.steps:
        day = layoff_report_by(base, hired) if deadline.id == LAYOFF_REPORT else base + deadline.after(step)
        if deadline.cap and ended:
            day = min(day, ended + deadline.cap.length)
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
    years = deadline.cap.years
    return (f"另外最長只到事情發生、結束後 {years} 年；事情比較久的，請填那一天再算一次。",)


DEADLINE = Calculator(
    id="deadlines",
    title="法定期限試算",
    entries=tuple(dict.fromkeys(entry for deadline in deadlines() for entry in deadline.entries)),
    intro="算出申訴、職災補償、追討薪水、失業給付、裁決、律師費補助、資遣通報等期限的最後一天。",
    fields=(
        Question(
            "kind",
            "要算哪一種期限？",
            AnswerKind.CHOICE,
            options=tuple((deadline.id, deadline.label) for deadline in deadlines()),
        ),
        *(
            Question(
                deadline.id,
                deadline.base,
                AnswerKind.DATE,
                "例如 2026-03-05 或 115/3/5",
                only_if=("kind", frozenset({deadline.id})),
            )
            for deadline in deadlines()
        ),
        *(
            Question(
                deadline.cap_name,
                deadline.cap.question,
                AnswerKind.DATE,
                "不確定可以略過",
                required=False,
                only_if=("kind", frozenset({deadline.id})),
            )
            for deadline in deadlines()
            if deadline.cap
        ),
        Question(
            HIRED,
            "員工是哪一天到職的？",
            AnswerKind.DATE,
            "到職未滿 10 天才需要，期限不一樣",
            required=False,
            only_if=("kind", frozenset({LAYOFF_REPORT})),
        ),
    ),
    compute=_compute,
)
