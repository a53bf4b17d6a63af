"""失業給付: 就業保險法第 16 條 (60 %, 6 or 9 months), 第 19 條之 1 (dependants), 第 20 條 (waiting)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.questions.question import AnswerKind, Question, Values
from core.questions.wording import day_text, money, plain
from knowledge.calculators.base import CalculationContext, Calculator, Finding, Line, given

YOUNGER, OLDER, DISABLED = "under-45", "45-or-older", "disabled"


def _compute(values: Values, context: CalculationContext) -> Finding:
    wage, dependants = given(values, "insured_wage", Decimal), given(values, "dependants", Decimal)
    grade = context.shown("labor_insurance_grade_max")
    top = grade.value
    insured = min(wage, top)
    rate = context.figure("unemployment_benefit_rate")
    most = context.figure("unemployment_dependant_max")
    added = min(dependants * context.figure("unemployment_dependant_addition"), most)
    longer = "" if given(values, "age", str) == YOUNGER else "_45"
    months = int(context.figure(f"unemployment_benefit_months{longer}"))
    monthly = Fraction(insured) * Fraction(rate + added) / 100
    lines = [
        Line("給付比率", f"{plain(rate)}% ＋ 眷屬 {plain(added)}% ＝ {plain(rate + added)}%"),
        Line("每月給付", f"{money(insured)} × {plain(rate + added)}% ＝ {money(monthly)}"),
        Line("最長期間", f"{months} 個月，合計約 {money(monthly * months)}"),
    ]
    if "registered" in values:
        waiting = int(context.figure("unemployment_waiting_days"))
        begins = given(values, "registered", date) + timedelta(days=waiting)
        lines.append(Line("起算日", f"{day_text(begins)}（求職登記第 {waiting + 1} 日）"))
    notes = [
        "要有非自願離職證明、離職退保前 3 年內就業保險滿 1 年，並且本人到就業服務站辦求職登記，"
        "14 日內沒有推介就業或安排職訓。",
        "眷屬指沒有工作收入的父母、配偶、未成年子女或身心障礙子女。",
        "請在離職退保後 2 年內申請；領取期間另有工作收入，給付可能減少或停止。",
        "以前領過、還沒領滿又失業的人，要扣掉已經領的月數和提早就業獎助津貼；"
        "領滿後 2 年內再申請，最長只有一半的期間。",
    ]
    if wage > top:
        notes.insert(0, f"勞保月投保薪資最高 {grade} 元，已用這個金額計算。")
    return Finding(
        headline=f"失業給付每月約 {money(monthly)}，最長 {months} 個月",
        lines=tuple(lines),
        rule=f"退保當月起前 6 個月平均月投保薪資的 {plain(rate)}%；有眷屬每人加 "
        f"{plain(context.figure('unemployment_dependant_addition'))}%，最多加 {plain(most)}%。",
        basis=("就業保險法第 11 條", "就業保險法第 16 條", "就業保險法第 19 條之 1", "就業保險法第 20 條"),
        notes=tuple(notes),
    )


UNEMPLOYMENT = Calculator(
    id="unemployment",
    title="失業給付試算",
    entries=("unemployment-benefit",),
    intro="算出失業給付每個月大約多少、可以領幾個月。",
    fields=(
        Question(
            "insured_wage",
            "離職退保前 6 個月的平均月投保薪資是多少元？",
            AnswerKind.MONEY,
            "可以在勞保局網站或投保明細查到；例如 36300",
            minimum=Decimal(1),
            maximum=Decimal(10_000_000),
        ),
        Question(
            "age",
            "離職退保時的年齡或身分是？",
            AnswerKind.CHOICE,
            options=(
                (YOUNGER, "未滿 45 歲"),
                (OLDER, "滿 45 歲"),
                (DISABLED, "領有身心障礙證明"),
            ),
        ),
        Question(
            "dependants",
            "受您扶養、沒有工作收入的父母、配偶、未成年或身心障礙子女有幾人？",
            AnswerKind.INTEGER,
            "沒有請填 0",
            minimum=Decimal(0),
            maximum=Decimal(20),
        ),
        Question(
            "registered",
            "哪一天辦求職登記？",
            AnswerKind.DATE,
            "還沒辦可以略過",
            required=False,
        ),
    ),
    compute=_compute,
)
