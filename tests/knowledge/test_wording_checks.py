"""The knowledge base says nothing that the law does not: one test for each kind of fault once found."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.responses import load_responses
from knowledge import checks
from knowledge.loader import KnowledgeBase
from knowledge.schemas import DocumentSet, Entry, Form, LegalBasis, Online
from knowledge.wording_checks import reading_texts

TODAY = date(2026, 11, 29)


def _entry(base: KnowledgeBase, entry_id: str) -> Entry:
    return next(entry for entry in base.entries if entry.id == entry_id)


def _said(entry: Entry) -> str:
    return "".join(text for _, text in reading_texts(entry))


def _problems(base: KnowledgeBase, entry_id: str, **changes: Any) -> list[str]:
    located = [
        replace(item, entry=item.entry.model_copy(update=changes)) if item.entry.id == entry_id else item
        for item in base.located
    ]
    found = checks.check(replace(base, located=tuple(located)), TODAY)
    return [problem.message for problem in found if problem.field.startswith(f"{entry_id}.")]


@pytest.mark.parametrize("text", ["最低一級是 29,500 元。", "每小時 196 元。", "明年是 30,900 元。"])
def test_an_amount_that_changes_every_year_must_be_a_parameter(base: KnowledgeBase, text: str) -> None:
    assert any("每年會變" in message for message in _problems(base, "payslip", answer=text))


def test_an_answer_tells_what_is_known_first(base: KnowledgeBase) -> None:
    messages = _problems(base, "payslip", answer="服務時間待確認。")
    assert any("答案不寫「待確認」" in message for message in messages)


def test_papers_for_migrant_workers_under_the_labor_standards_act_need_a_word_on_home_caregivers(
    base: KnowledgeBase,
) -> None:
    entry = _entry(base, "payslip")
    silent = {
        "answer": "公司要給薪資單。",
        "details": ("保存五年。",),
        "steps": ("向公司要。",),
        "points": {},
    }
    assert any("家庭幫傭適不適用" in message for message in _problems(base, "payslip", **silent))
    without = tuple(group for group in entry.documents if "移工" not in group.situation)
    assert isinstance(without[0], DocumentSet)
    messages = _problems(base, "payslip", **silent, documents=without)
    assert not any("家庭幫傭適不適用" in message for message in messages)


def test_a_link_to_the_home_page_of_an_office_names_the_page(base: KnowledgeBase) -> None:
    bare = Form(name="申請書", where="勞工局網站", url="https://labor.kcg.gov.tw")
    named = Form(name="申請書", where="勞工局網站「表單下載」", url="https://labor.kcg.gov.tw/")
    assert any("首頁" in message for message in _problems(base, "payslip", forms=(bare,)))
    assert not any("首頁" in message for message in _problems(base, "payslip", forms=(named,)))
    nowhere = Online(name="線上申請")
    assert any("沒有網址" in message for message in _problems(base, "payslip", online=nowhere))


@pytest.mark.parametrize(
    "words",
    [
        r"(?:女性|女工)夜間工作",  # 勞動基準法第 49 條第 1 項失效（釋字第 807 號）
        r"滿 84 日後流產",  # 流產不能請領生育給付（勞工保險條例第 32 條、第 76 條之 1）
        r"未滿 10 日的(?:員工不用|例外)",  # 離職後 3 日內仍要通報
        r"(?:除以|除)(?:那段期間的)?總日數再?乘",  # 月平均工資是六個月工資總額除以 6
        r"不能比照國定假日",  # 例假出勤的工資一樣加倍
        r"僱用 30 人以下",  # 獎勵的條件是未滿 30 人
    ],
)
def test_what_the_law_does_not_say_is_said_nowhere(base: KnowledgeBase, words: str) -> None:
    assert [entry.id for entry in base.entries if re.search(words, _said(entry))] == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("layoff-report", ("到職未滿 10 日", "3 日內", "移工和其他外國人")),
        ("probation", ("3 日內通報", "5 人以上")),
        ("severance-pay", ("退休金", "移工", "除以 6")),
        ("notice-period", ("平均工資", "22,000")),
        ("resignation-notice", ("定期契約",)),
        ("worker-termination-no-notice", ("代理人", "傳染病", "按件計酬")),
        ("severance-deadline", ("15 年", "5 年")),
        ("one-day-off-in-seven", ("都要加倍",)),
        ("holiday-work-pay", ("投票日", "工資也要加倍")),
        ("national-holidays", ("投票權", "實際工作時數")),
        ("personal-leave", ("70 小時", "不能再變更")),
        ("part-time-rights", ("留學生、僑生",)),
        ("student-child-labor", ("學期中", "2/3", "準用童工")),
        ("labor-contract", ("臨時性和短期性工作最長 6 個月",)),
        ("annual-leave-unused", ("請求權是 5 年",)),
        ("parental-leave", ("不少於 6 個月", "合併計算", "未滿 30 人")),
        ("prenatal-paternity-leave", ("由您選擇",)),
        ("employment-discrimination", ("性別平等工作會", "10 日內")),
        ("labor-management-meeting", ("個別勞工同意",)),
        ("mass-layoff", ("不受 60 日前的限制",)),
        ("migrant-arrival-report", ("入國日 5 日前", "90 日內")),
        ("migrant-hire-caregiver", ("入國日 5 日前", "外國技術人力")),
        ("occupational-accident-insurance", ("最多加 20%",)),
        ("occupational-accident-compensation", ("職業病",)),
        ("workplace-bullying", ("不能自己錄音",)),
        ("union-establish", ("產業工會",)),
    ],
)
def test_what_was_missing_is_told(base: KnowledgeBase, entry: str, words: tuple[str, ...]) -> None:
    said = _said(_entry(base, entry))
    assert [word for word in words if word not in said] == []


def test_five_answers_that_migrant_workers_read_name_home_caregivers_in_every_language(
    base: KnowledgeBase,
) -> None:
    words = {"en": "caregivers", "vi": "chăm sóc tại nhà", "id": "Perawat", "th": "ผู้ดูแล", "fil": "caregiver"}
    for entry_id in ("overtime-pay", "restday-overtime", "holiday-work-pay", "annual-leave", "sick-leave"):
        entry = _entry(base, entry_id)
        assert "家庭看護工" in entry.answer
        for language, word in words.items():
            translation = base.translations.of(entry, language)
            assert translation is not None and word in translation.answer


def test_the_page_of_an_entry_names_the_unit_that_owns_it(base: KnowledgeBase) -> None:
    assert _entry(base, "layoff-report").unit == "就業安全科"


@pytest.mark.parametrize(
    "entry",
    [
        "mediation-apply",
        "venue-rental",
        "layoff-report",
        "union-establish",
        "disability-quota-report",
        "sheltered-employment",
    ],
)
def test_the_online_services_of_the_bureau_are_reached_from_their_entries(
    base: KnowledgeBase, entry: str
) -> None:
    online = _entry(base, entry).online
    assert online is not None and online.url and online.note


def test_a_unit_has_one_name_in_a_language(base: KnowledgeBase) -> None:
    spoken = {wording.language: " ".join(wording.phrases.values()) for wording in load_responses().wordings}
    written = {
        language: " ".join(item.answer for item in base.translations if item.language == language)
        for language in spoken
    }
    wrong = []
    for place in base.translations.places:
        for language, name in place.names.items():
            own, _, chinese = name.rstrip(")").rpartition(" (")
            for found in re.finditer(
                rf"(.{{0,60}}) \({re.escape(chinese)}\)", spoken[language] + written[language]
            ):
                if own and not found[1].casefold().endswith(own.casefold()):
                    wrong.append((language, name, found[0]))
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "perawatan hidup"), ("id", "izin kerjanya"), ("th", "โปรดรีบใช้เวลา"), ("vi", "lương gốc")],
)
def test_a_wrong_term_is_in_no_translation(base: KnowledgeBase, language: str, words: str) -> None:
    texts = [item.model_dump_json() for item in base.translations if item.language == language]
    assert not any(words in text for text in texts)


def test_a_law_that_is_cited_is_cited_with_the_articles_in_force(base: KnowledgeBase) -> None:
    basis = _entry(base, "labor-management-meeting").legal_basis
    act = next(found for found in basis if found.law == "勞動基準法")
    assert isinstance(act, LegalBasis) and "49" not in act.articles
