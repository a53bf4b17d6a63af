"""資遣費: 勞工退休金條例第 12 條 (new system), 勞動基準法第 17 條 (old system), 第 55 條 (who may retire)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.questions.question import AnswerKind, Question, Values
from core.questions.wording import day_text, money, plain
from knowledge.calculators.base import (
    CalculationContext,
    Calculator,
    Finding,
    InvalidInputs,
    Line,
    given,
    require_order,
)
from knowledge.calculators.periods import Seniority
from knowledge.calculators.termination_pay import (
    CHOICE_ENDS,
    NEW_SYSTEM_BEGINS,
    ServicePart,
    age_decides,
    may_retire,
    pension_old,
    severance_new,
    severance_old,
)

NEW, OLD, BOTH = "new", "old", "both"
NATIONAL, COVERED, OTHER = "national", "covered", "other"


def _refuse(field: str, message: str) -> InvalidInputs:
    return InvalidInputs({field: message})


def _check(values: Values) -> None:
    """Refuse answers that contradict each other or the law on who is under which system."""
    require_order(values, "hired", "left", "離職日早於到職日，請再確認這兩天")
    hired, system, status = given(values, "hired", date), given(values, "system", str), values.get("status")
    if status == NATIONAL and system != NEW and hired >= NEW_SYSTEM_BEGINS:
        raise _refuse("system", "本國人 94 年 7 月 1 日以後到職，一律適用新制，請選 1 新制")
    if system != BOTH:
        return
    require_order(values, "hired", "changed", "改選新制的日期早於到職日，請再確認")
    require_order(values, "changed", "left", "離職日早於改選新制的日期，請再確認")
    changed = given(values, "changed", date)
    if changed < NEW_SYSTEM_BEGINS:
        raise _refuse("changed", "新制從 94 年 7 月 1 日開始，改選日不會更早")
    foreign = status == COVERED or (status is None and hired >= NEW_SYSTEM_BEGINS)
    if changed > CHOICE_ENDS and not foreign:
        raise _refuse(
            "changed",
            "本國人改選新制的期限到 99 年 6 月 30 日；後來才結婚依親或取得永久居留的外國人，請在身分選第二項",
        )


def _new_begins(values: Values) -> date | None:
    """From which day the service is under the new system; None when it never is."""
    match given(values, "system", str):
        case "old":
            return None
        case "both":
            return given(values, "changed", date)
        case _:
            return max(given(values, "hired", date), NEW_SYSTEM_BEGINS)


def _shares(values: Values, context: CalculationContext, retires: bool) -> Iterator[ServicePart]:
    hired, left, begins = given(values, "hired", date), given(values, "left", date), _new_begins(values)
    old_ends = left if begins is None else min(left, begins - timedelta(days=1))
    if old_ends >= hired:
        old = Seniority.between(hired, old_ends)
        yield (
            pension_old(old)
            if retires
            else severance_old(old, Fraction(context.figure("severance_old_rate")))
        )
    if begins is not None and begins <= left:
        yield severance_new(Seniority.between(begins, left), Fraction(context.figure("severance_new_rate")))


def _notes(values: Values, whole: Seniority, old_part: bool, retires: bool) -> Iterator[str]:
    hired, system = given(values, "hired", date), given(values, "system", str)
    status = values.get("status")
    if retires and old_part:
        yield (
            "您符合勞動基準法第 53 條或第 54 條的退休條件，被資遣時舊制年資要給退休金，不是資遣費；"
            "公司適用勞動基準法以前的年資，算法不同，請洽窗口。"
        )
    elif old_part and "age" not in values and age_decides(whole):
        yield (
            "離職時滿 60 歲（年資滿 15 年的滿 55 歲），舊制年資要改給退休金，金額比較高：請"
            + ("選 3 並填年齡再算一次。" if system == NEW else "填年齡再算一次。")
        )
    if system == NEW and hired < NEW_SYSTEM_BEGINS:
        yield "94 年 7 月 1 日才有新制，之前的年資以舊制計算；如果是後來才改選，請選 3 並填改選日。"
    if system != NEW and hired >= NEW_SYSTEM_BEGINS and status is None:
        yield "94 年 7 月 1 日以後到職還適用舊制的，只有移工和沒有永久居留的外國人；本國人請選 1 新制。"
    if system == NEW:
        yield "移工和沒有永久居留的外國人（國人的配偶除外）不適用新制，請改選 2 舊制，每年是 1 個月。"
    yield "被資遣，或因雇主違法而不經預告終止契約（勞動基準法第 14 條）的人才有資遣費；自請離職沒有。"
    yield "家庭看護工、家庭幫傭不適用勞動基準法，請看勞動契約或撥 1955。"
    yield "留職停薪、部分工時等情形會影響年資或平均工資，請帶薪資單洽窗口核對。"


def _compute(values: Values, context: CalculationContext) -> Finding:
    _check(values)
    hired, left = given(values, "hired", date), given(values, "left", date)
    wage = Fraction(given(values, "wage", Decimal))
    whole = Seniority.between(hired, left)
    retires = may_retire(whole, int(given(values, "age", Decimal)) if "age" in values else None)
    shares = tuple(_shares(values, context, retires))
    old_part = any(not share.label.startswith("新制") for share in shares)
    pension = retires and old_part
    what = ("退休金和資遣費合計約" if len(shares) > 1 else "退休金約") if pension else "資遣費約"
    deadline = left + timedelta(days=int(context.figure("severance_payment_days")))
    workings = (
        Line(s.label, f"{s.seniority} → {plain(s.months)} 個月 × {money(wage)} ＝ {money(s.months * wage)}")
        for s in shares
    )
    return Finding(
        headline=f"{what} {money(sum((share.months for share in shares), Fraction(0)) * wage)}",
        lines=(
            Line("年資", f"{whole}（到職日與最後工作日都算）"),
            *workings,
            Line("雇主最晚給付日", f"{day_text(deadline)}，離職後 30 日內"),
        ),
        rule="新制每滿 1 年給 0.5 個月平均工資，未滿 1 年按比例，最多 6 個月；"
        "舊制每滿 1 年給 1 個月，剩下的月數按比例，未滿 1 個月算 1 個月。"
        + (
            "退休金前 15 年每年 2 個月，之後每年 1 個月，最高 45 個月；未滿半年算半年，滿半年算 1 年。"
            if pension
            else ""
        )
        + "金額四捨五入到元。",
        basis=(
            "勞工退休金條例第 12 條",
            "勞工退休金條例第 7 條、第 11 條（誰適用新制、保留的年資）",
            "勞動基準法第 17 條",
            "勞動基準法第 2 條第 4 款（平均工資）",
            *(("勞動基準法第 53 條至第 55 條",) if pension else ()),
        ),
        notes=tuple(_notes(values, whole, old_part, retires)),
    )


SEVERANCE = Calculator(
    id="severance",
    title="資遣費試算",
    entries=("severance-pay", "severance-deadline"),
    intro="算出被資遣時雇主至少要給多少資遣費（新制、舊制都可以）。",
    fields=(
        Question("hired", "您是哪一天到職的？", AnswerKind.DATE, "例如 2023-03-01 或 112/3/1"),
        Question("left", "最後工作日（離職日）是哪一天？", AnswerKind.DATE, "例如 2026-08-31 或 115/8/31"),
        Question(
            "wage",
            "離職前 6 個月的平均月工資是多少元？",
            AnswerKind.MONEY,
            "6 個月的工資加起來除以 6；例如 36000",
            minimum=Decimal(1),
            maximum=Decimal(10_000_000),
        ),
        Question(
            "system",
            "年資適用哪一種退休金制度？",
            AnswerKind.CHOICE,
            "本國人 94/7/1 以後到職都是新制；移工是舊制",
            options=((NEW, "新制"), (OLD, "舊制"), (BOTH, "先舊制，後來改選新制")),
        ),
        Question(
            "changed",
            "從哪一天起改用新制？",
            AnswerKind.DATE,
            "多數人是 94/7/1；不確定可以問公司或勞保局",
            only_if=("system", frozenset({BOTH})),
        ),
        Question(
            "status",
            "您是哪一種身分？",
            AnswerKind.CHOICE,
            "移工請選第三項",
            options=((NATIONAL, "本國人"), (COVERED, "外籍配偶或永久居留"), (OTHER, "移工或其他外國人")),
            required=False,
            only_if=("system", frozenset({OLD, BOTH})),
        ),
        Question(
            "age",
            "離職那天您幾歲？",
            AnswerKind.INTEGER,
            "有舊制年資、年資滿 10 年的人才需要",
            required=False,
            only_if=("system", frozenset({OLD, BOTH})),
            minimum=Decimal(15),
            maximum=Decimal(100),
        ),
    ),
    compute=_compute,
)
