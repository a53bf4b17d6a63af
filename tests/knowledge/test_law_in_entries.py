"""What a specialist found wrong or missing in the entries is right in all of them, in our own words."""

import re
from datetime import date, datetime

import pytest

from core.clock import TAIPEI
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry
from knowledge.translation import Language
from knowledge.wording_checks import reading_texts

YEARLY = (
    "delivery_min_pay_per_order",
    "labor_insurance_grade_max",
    "labor_insurance_grade_part_time_min",
    "occupational_insurance_grade_max",
    "pension_grade_count",
    "pension_grade_min",
    "pension_grade_max",
    "nhi_premium_rate",
    "nhi_average_dependants",
    "nhi_supplementary_rate",
)
# Five days before entry, not three or fifteen after it, in the words of each translation.
BEFORE_ENTRY = {
    "en": r"5 days before",
    "vi": r"5 ngày trước",
    "id": r"5 hari sebelum",
    "th": r"5 วันก่อน|ก่อน[^.]{0,40}5 วัน",
}


def _entry(base: KnowledgeBase, entry_id: str) -> Entry:
    return next(entry for entry in base.entries if entry.id == entry_id)


def _said(base: KnowledgeBase, entry_id: str) -> str:
    return "".join(text for _, text in reading_texts(_entry(base, entry_id)))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("layoff-report", ("調解成立那天起 3 日內",)),
        ("job-seeking-leave", ("不能要您證明去找工作", "不到 7 日，也有 2 日")),
        ("worker-termination-no-notice", ("雇主已經終止那個代理人的契約", "已經接受治療")),
        ("sexual-harassment-employer-duty", ("申訴人或被害人有需要時，應提供至少 2 次心理諮商",)),
        ("maternity-leave", ("流產不能請領生育給付",)),
        ("student-child-labor", ("以 30 分鐘為限",)),
        ("migrant-employment-security-fee", ("外國技術人力", "不用繳", "第 11 款")),
        ("migrant-hire-caregiver", ("沒有年限", "12 年", "14 年")),
        ("disability-quota-levy", ("有沒有滯納金，請向職業重建科確認",)),
        ("workplace-bullying", ("15 個工作日", "2 個月", "1 個月內決定", "最高負責人")),
        ("union-insurance", ("沒有領過老年給付",)),
        ("health-examination", ("長期夜間工作",)),
        ("contractor-misclassification", ("依最低工資調整公告",)),
        ("labor-insurance-enroll", ("依法定時程，2027 年 1 月 1 日起", "以公告為準")),
    ],
)
def test_what_was_missing_is_told(base: KnowledgeBase, entry: str, words: tuple[str, ...]) -> None:
    said = _said(base, entry)
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            "wage-deduction",
            ("減班休息（俗稱無薪假）", "您同意才可以", "不能低於最低工資", "自己向勞工局通報"),
        ),
        ("labor-contract", ("不看公司大小", "公告不適用的行業")),
        ("labor-insurance-old-age", ("永久失能", "失能年金", "5 年內要申請")),
        ("occupational-accident-insurance", ("專戶裡的錢不能抵銷、扣押",)),
        ("occupational-accident-compensation", ("開專戶存",)),
        ("dismissal-no-notice", ("想回去上班（復職）", "不必補服勞務")),
    ],
)
def test_what_people_ask_beside_the_questions_of_the_catalogue_is_told(
    base: KnowledgeBase, entry: str, words: tuple[str, ...]
) -> None:
    said = _said(base, entry)
    assert [word for word in words if word not in said] == []


def test_nobody_is_told_that_large_firms_offer_counselling_unasked(base: KnowledgeBase) -> None:
    for entry in base.entries:
        for _, text in reading_texts(entry):
            if "心理諮商" in text and "500 人" in text:
                assert re.search("有需要時|請求", text), (entry.id, text)


@pytest.mark.parametrize("language", BEFORE_ENTRY)
@pytest.mark.parametrize("entry", ["migrant-arrival-report", "migrant-hire-caregiver"])
def test_the_permit_of_a_caregiver_from_abroad_is_asked_for_before_entry_in_every_translation(
    base: KnowledgeBase, entry: str, language: str
) -> None:
    translation = base.translations.of(_entry(base, entry), Language(language))
    assert translation is not None
    assert re.search(BEFORE_ENTRY[language], translation.model_dump_json(), re.IGNORECASE)


@pytest.mark.parametrize(
    ("entry", "fees"),
    [
        ("migrant-hire-caregiver", ("招募許可 200 元", "展延聘僱許可 100 元")),
        ("migrant-transfer-employer", ("轉換雇主 200 元", "聘僱許可 100 元")),
    ],
)
def test_the_fees_of_the_ministry_are_told(base: KnowledgeBase, entry: str, fees: tuple[str, ...]) -> None:
    view = Catalogue(base, 1).view(entry, datetime(2026, 11, 30, 12, tzinfo=TAIPEI))
    assert view is not None
    assert [fee for fee in fees if fee not in view.fee] == []


def test_who_handles_tests_of_skills_has_a_phone(base: KnowledgeBase) -> None:
    assert _entry(base, "skill-certification").window.place == "skill-center"
    assert re.search(r"\d", str(base.directory["skill-center"].phone.value))


@pytest.mark.parametrize("name", YEARLY)
def test_a_figure_that_is_set_every_year_ends_with_it(base: KnowledgeBase, name: str) -> None:
    (parameter,) = (found for found in base.parameters if found.name == name)
    of_2026 = next(value for value in parameter.values if str(value.effective_from).startswith("2026"))
    assert of_2026.effective_to == date(2026, 12, 31)


def test_the_rate_of_labor_insurance_rises_by_law_in_2027_and_is_only_announced(base: KnowledgeBase) -> None:
    shown = base.parameters.on("labor_insurance_total_rate", date(2027, 1, 2))
    assert str(shown) == "13（待確認）"
    assert str(base.parameters.on("underreport_example_loss", date(2027, 1, 2))) == "5,520（待確認）"
