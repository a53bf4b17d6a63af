"""預告期間: 勞動基準法第 16 條 (laid off), 第 15 條第 2 項 (resigning)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.questions.question import AnswerKind, Question, Values
from core.questions.wording import day_text, money, plain
from knowledge.calculators.base import CalculationContext, Calculator, Finding, Line, given, require_order
from knowledge.calculators.periods import Seniority, layoff_report_by, served_too_short_to_report_before

EMPLOYER, WORKER = "employer", "worker"
DAYS_A_MONTH = 30  # a day's wage is a thirtieth of the month's, 勞動關2字第 1090128292A 號令


def notice_days(seniority: Seniority) -> int:
    """Days of notice for a length of service (勞動基準法第 16 條第 1 項)."""
    if seniority.years >= 3:
        return 30
    if seniority.years >= 1:
        return 20
    return 10 if seniority.months >= 3 else 0


def _pay_in_lieu(values: Values, days: int) -> Iterable[Line]:
    """What was missed of the notice, and the wage for it when the month's wage is known."""
    left = given(values, "left", date)
    missing = max(0, days - (left - given(values, "told", date)).days)
    yield Line("預告不足", f"{missing} 天")
    if not missing or given(values, "who", str) != EMPLOYER:
        return
    options: list[tuple[Fraction, str]] = []
    if "wage" in values:
        wage = given(values, "wage", Decimal)
        options.append((Fraction(wage) / DAYS_A_MONTH, f"{money(wage)} ÷ 30"))
    if "average" in values:
        average = Fraction(given(values, "average", Decimal))
        options.append((average, f"平均工資一天 {plain(average, 2)} 元"))
    if options:
        day, text = max(options)
        yield Line("預告期間工資", f"{text} × {missing} 天 ＝ {money(day * missing)}")


def _compute(values: Values, context: CalculationContext) -> Finding:
    require_order(values, "hired", "left", "離職日早於到職日，請再確認這兩天")
    if "told" in values:
        require_order(values, "told", "left", "離職日早於通知日，請再確認這兩天")
    hired, left = given(values, "hired", date), given(values, "left", date)
    by_employer = given(values, "who", str) == EMPLOYER
    seniority = Seniority.between(hired, left)
    days = notice_days(seniority)
    lines = [Line("年資", f"{seniority}（到職日與最後工作日都算）")]
    if days:
        lines.append(Line("最晚通知日", day_text(left - timedelta(days=days))))
    if "told" in values:
        lines.extend(_pay_in_lieu(values, days))
    if by_employer:
        lines.append(Line("雇主最晚資遣通報日", day_text(layoff_report_by(left, hired))))
    notes = ["年資剛好在 3 個月、1 年、3 年附近的，請洽窗口確認。"]
    if by_employer and days:
        notes.append("預告期間可以請謀職假，每星期最多 2 天的工作時間，工資照給。")
    if by_employer:
        notes.append("預告和資遣通報是兩件事，雇主都要做。")
        if served_too_short_to_report_before(left, hired):
            notes.append("到職未滿 10 天就資遣，也要通報：離職那天起 3 天內。")
        notes.append("移工終止契約不用辦資遣通報。")
        if "average" not in values:
            notes.append(
                "一天的工資不能比離職前 6 個月的平均工資少：常加班、有獎金的人請填平均工資再算一次。"
            )
        notes.append("雇主依勞動基準法第 12 條解僱，或契約期滿，沒有預告期間工資。")
    return Finding(
        headline=f"預告期間是 {days} 天" if days else "工作未滿 3 個月，法律沒有規定預告期間",
        lines=tuple(lines),
        rule="工作滿 3 個月未滿 1 年 10 天，滿 1 年未滿 3 年 20 天，滿 3 年 30 天；通知當天不算。"
        + (
            "沒有預告足夠天數，雇主要給不足天數的工資：月薪除以 30，但不能少於一天的平均工資。"
            if by_employer
            else "勞工自己離職，準用一樣的天數。"
        ),
        basis=("勞動基準法第 16 條", "就業服務法第 33 條")
        if by_employer
        else ("勞動基準法第 15 條第 2 項", "勞動基準法第 16 條第 1 項"),
        notes=tuple(notes),
    )


NOTICE = Calculator(
    id="notice",
    title="預告期試算",
    entries=("notice-period", "resignation-notice", "job-seeking-leave"),
    intro="算出資遣或離職要在幾天前通知、沒預告足夠要補多少工資。",
    fields=(
        Question(
            "who",
            "是誰要結束工作？",
            AnswerKind.CHOICE,
            options=((EMPLOYER, "雇主資遣"), (WORKER, "勞工自己離職")),
        ),
        Question("hired", "哪一天到職的？", AnswerKind.DATE, "例如 2023-03-01 或 112/3/1"),
        Question("left", "最後工作日（離職日）是哪一天？", AnswerKind.DATE, "例如 2026-12-31"),
        Question("told", "哪一天通知的？", AnswerKind.DATE, "還沒通知可以略過", required=False),
        Question(
            "wage",
            "一個月工資是多少元？",
            AnswerKind.MONEY,
            "要算預告期間工資才需要；例如 36000",
            required=False,
            only_if=("who", frozenset({EMPLOYER})),
            minimum=Decimal(1),
            maximum=Decimal(10_000_000),
        ),
        Question(
            "average",
            "離職前 6 個月的平均工資，一天是多少元？",
            AnswerKind.MONEY,
            "6 個月的工資加起來除以這段期間的總天數，常加班的人比較高；例如 1300",
            required=False,
            only_if=("who", frozenset({EMPLOYER})),
            minimum=Decimal(1),
            maximum=Decimal(1_000_000),
        ),
    ),
    compute=_compute,
)
