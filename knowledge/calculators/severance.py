"""資遣費: 勞工退休金條例第 12 條 (new system), 勞動基準法第 17 條 (old system)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from knowledge.calculators.base import (
    Calculator,
    Context,
    Field,
    FieldKind,
    FieldProblem,
    Finding,
    InvalidInputs,
    Line,
    Values,
    day_text,
    given,
    money,
    plain,
    require_order,
)
from knowledge.calculators.periods import Seniority

NEW_SYSTEM_BEGINS = date(2005, 7, 1)  # 勞工退休金條例第 58 條：公布後一年施行
NEW_SYSTEM_CAP = 6  # months of average wage, 勞工退休金條例第 12 條第 1 項
NEW, OLD, BOTH = "new", "old", "both"


def _new_system(first: date, last: date, wage: Decimal, context: Context) -> tuple[Fraction, Line]:
    """Months of wage under the new system (勞工退休金條例第 12 條第 1 項) and their working."""
    seniority = Seniority.between(first, last)
    months = seniority.in_years * Fraction(context.figure("severance_new_rate"))
    if months > NEW_SYSTEM_CAP:
        return Fraction(NEW_SYSTEM_CAP), _working(
            "新制（已達上限）", seniority, Fraction(NEW_SYSTEM_CAP), wage
        )
    return months, _working("新制", seniority, months, wage)


def _old_system(first: date, last: date, wage: Decimal, context: Context) -> tuple[Fraction, Line]:
    """Months of wage under the old system (勞動基準法第 17 條第 1 項) and their working."""
    seniority = Seniority.between(first, last)
    months = Fraction(seniority.begun_months, 12) * Fraction(context.figure("severance_old_rate"))
    return months, _working("舊制", seniority, months, wage)


def _working(label: str, seniority: Seniority, months: Fraction, wage: Decimal) -> Line:
    amount = money(months * Fraction(wage))
    return Line(label, f"{seniority} → {plain(months)} 個月 × {money(wage)} ＝ {amount}")


def _check(values: Values) -> None:
    require_order(values, "hired", "left", "離職日早於到職日，請再確認這兩天")
    hired, system = given(values, "hired", date), given(values, "system", str)
    if system != NEW and hired >= NEW_SYSTEM_BEGINS:
        raise InvalidInputs(
            FieldProblem("system", "94 年 7 月 1 日以後到職的人一律適用新制，請選 1 新制"),
        )
    if system == BOTH:
        require_order(values, "hired", "changed", "改選新制的日期早於到職日，請再確認")
        require_order(values, "changed", "left", "離職日早於改選新制的日期，請再確認")
        if given(values, "changed", date) < NEW_SYSTEM_BEGINS:
            raise InvalidInputs(FieldProblem("changed", "新制從 94 年 7 月 1 日開始，改選日不會更早"))


def _compute(values: Values, context: Context) -> Finding:
    _check(values)
    hired, left = given(values, "hired", date), given(values, "left", date)
    wage, system = given(values, "wage", Decimal), given(values, "system", str)
    parts = []
    if system == OLD:
        parts.append(_old_system(hired, left, wage, context))
    elif system == BOTH and (changed := given(values, "changed", date)) > hired:
        parts.append(_old_system(hired, changed - timedelta(days=1), wage, context))
    if system != OLD:
        parts.append(
            _new_system(given(values, "changed", date) if system == BOTH else hired, left, wage, context)
        )
    total = sum((months for months, _ in parts), Fraction(0))
    deadline = left + timedelta(days=int(context.figure("severance_payment_days")))
    return Finding(
        headline=f"資遣費約 {money(total * Fraction(wage))}",
        lines=(
            Line("年資", f"{Seniority.between(hired, left)}（到職日與最後工作日都算）"),
            *(working for _, working in parts),
            Line("雇主最晚給付日", f"{day_text(deadline)}，離職後 30 日內"),
        ),
        rule="新制每滿 1 年給 0.5 個月平均工資，未滿 1 年按比例，最多 6 個月；"
        "舊制每滿 1 年給 1 個月，剩下的月數按比例，未滿 1 個月算 1 個月。金額四捨五入到元。",
        basis=("勞工退休金條例第 12 條", "勞動基準法第 17 條", "勞動基準法第 2 條第 4 款（平均工資）"),
        notes=(
            "被資遣，或因雇主違法而不經預告終止契約（勞動基準法第 14 條）的人才有資遣費；自請離職沒有。",
            "留職停薪、部分工時等情形會影響年資或平均工資，請帶薪資單洽窗口核對。",
        ),
    )


SEVERANCE = Calculator(
    id="severance",
    title="資遣費試算",
    entries=("severance-pay", "severance-deadline"),
    intro="算出被資遣時雇主至少要給多少資遣費（新制、舊制都可以）。",
    fields=(
        Field("hired", "您是哪一天到職的？", FieldKind.DATE, "例如 2023-03-01 或 112/3/1"),
        Field("left", "最後工作日（離職日）是哪一天？", FieldKind.DATE, "例如 2026-08-31 或 115/8/31"),
        Field(
            "wage",
            "離職前 6 個月的平均月工資是多少元？",
            FieldKind.MONEY,
            "6 個月的工資加起來除以 6 大致就是；例如 36000",
            minimum=Decimal(1),
            maximum=Decimal(10_000_000),
        ),
        Field(
            "system",
            "年資適用哪一種退休金制度？",
            FieldKind.CHOICE,
            "94 年 7 月 1 日以後到職的人都是新制",
            options=((NEW, "新制"), (OLD, "舊制"), (BOTH, "先舊制，後來改選新制")),
        ),
        Field(
            "changed",
            "從哪一天起改用新制？",
            FieldKind.DATE,
            "多數人是 94/7/1；不確定可以問公司或勞保局",
            only_if=("system", frozenset({BOTH})),
        ),
    ),
    compute=_compute,
)
