"""`labordesk kb check` names every fault that an entry can have."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import checks
from knowledge.errors import InvalidKnowledge, Problem
from knowledge.export import export
from knowledge.loader import KnowledgeBase, Located, load_entries
from knowledge.schemas import LegalBasis, Register

TODAY = date(2026, 11, 26)
ENTRY = "payslip"


def _located(base: KnowledgeBase, entry_id: str = ENTRY) -> Located:
    return next(item for item in base.located if item.entry.id == entry_id)


def _planted(base: KnowledgeBase, **changes: Any) -> list[Problem]:
    """The problems of ``ENTRY`` after ``changes``, all other entries as they are."""
    changed = replace(_located(base), entry=_located(base).entry.model_copy(update=changes))
    others = [item for item in base.located if item.entry.id != ENTRY]
    return checks.check(replace(base, located=(changed, *others)), TODAY)


def _found(problems: Iterable[Problem], field: str, words: str) -> bool:
    return any(p.field == f"{ENTRY}.{field}" and words in p.message and not p.warning for p in problems)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("公司要在 17 日內給。", "17"),
        ("公司要在十七日內給。", "17"),
        ("保存三十七年。", "37"),
        ("提繳百分之九。", "9"),
        ("先付四分之三。", "4"),
        ("罰 87,000 元。", "87000"),
        ("罰二十萬元。", "200000"),
    ],
)
def test_a_figure_without_a_source_is_an_error(base: KnowledgeBase, text: str, figure: str) -> None:
    assert _found(_planted(base, answer=text), "answer", f"數字 {figure} 沒有出處")


@pytest.mark.parametrize(
    "text", ["有五種情形、四項文件。", "請撥 1955。", "依勞基法第 23 條。", "等一天也可以。"]
)
def test_counting_hotlines_and_articles_are_no_figures(base: KnowledgeBase, text: str) -> None:
    assert not any("沒有出處" in problem.message for problem in _planted(base, answer=text))


def test_a_figure_in_any_text_that_people_read_is_seen(base: KnowledgeBase) -> None:
    assert _found(_planted(base, details=("要等 77 日。",)), "details.0", "數字 77")
    assert _found(_planted(base, steps=("等 77 日。",)), "steps.0", "數字 77")
    assert _found(_planted(base, fee="收 770 元"), "fee", "數字 770")


def test_an_unknown_parameter_is_an_error(base: KnowledgeBase) -> None:
    assert _found(_planted(base, answer="每月 {{no_such_figure}} 元。"), "parameters", "no_such_figure")


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (LegalBasis(law="勞動基本法", articles=("1",)), "這個法規"),
        (LegalBasis(law="勞基法", articles=("23",)), "請寫「勞動基準法」"),
        (LegalBasis(law="勞動基準法"), "請寫條號"),
        (LegalBasis(law="勞動基準法", articles=("123",)), "沒有第 123 條"),
    ],
)
def test_a_law_is_known_named_in_full_and_with_an_article_it_has(
    base: KnowledgeBase, basis: LegalBasis, words: str
) -> None:
    assert _found(_planted(base, legal_basis=(basis,)), "legal_basis", words)


@pytest.mark.parametrize(
    "text", ["請看勞動基準法第 38 條。", "依勞基法第 84 條之 1 核備。", "請看民法第 23 條。"]
)
def test_an_article_in_a_text_is_one_of_the_legal_basis(base: KnowledgeBase, text: str) -> None:
    assert _found(_planted(base, answer=text), "answer", "不在法令依據裡")


@pytest.mark.parametrize("article", ["第14條", "十四", "14條", "14-", ""])
def test_an_article_of_another_form_is_refused(base: KnowledgeBase, tmp_path: Path, article: str) -> None:
    record = _record(base, tmp_path)
    record["legal_basis"][0]["articles"] = [article]
    assert f"{ENTRY}.legal_basis.0.articles.0" in str(_refused(tmp_path, record))


def test_too_few_variants_and_missing_registers_are_errors(base: KnowledgeBase) -> None:
    problems = _planted(base, variants={Register.KEYWORD: ("薪資單",)})
    assert _found(problems, "variants", "至少要 12 句")
    assert _found(problems, "variants", "遭遇情形")


def test_a_variant_of_two_entries_is_an_error(base: KnowledgeBase) -> None:
    stolen = _located(base, "minimum-wage").entry.all_variants[0]
    variants = _located(base).entry.variants
    changed = {**variants, Register.KEYWORD: (*variants[Register.KEYWORD], stolen)}
    messages = [problem.message for problem in _planted(base, variants=changed)]
    assert any(stolen in message and "也是" in message for message in messages)


@pytest.mark.parametrize(
    ("related", "words"),
    [
        (("minimum-wage", "overtime-pay", "no-such-entry"), "沒有這個問答"),
        (("minimum-wage", "overtime-pay", ENTRY), "沒有這個問答"),
        (("minimum-wage",), "要 3 到 5 個"),
    ],
)
def test_broken_links_are_errors(base: KnowledgeBase, related: tuple[str, ...], words: str) -> None:
    assert _found(_planted(base, related=related), "related", words)


def test_a_long_answer_is_an_error(base: KnowledgeBase) -> None:
    assert _found(_planted(base, answer="薪" * 301), "answer", "最多 300 字")


@pytest.mark.parametrize("text", ["劳动基准法规定要给。", "薪水和与否。", "請聯絡体育館。"])
def test_simplified_characters_are_errors(base: KnowledgeBase, text: str) -> None:
    assert any("簡體字" in problem.message for problem in _planted(base, answer=text))


@pytest.mark.parametrize("field", ["details", "steps", "documents", "sources"])
def test_a_finished_entry_lacks_nothing(base: KnowledgeBase, field: str) -> None:
    assert _found(_planted(base, **{field: ()}), field, "還沒有填")


def test_an_unknown_window_is_an_error(base: KnowledgeBase) -> None:
    window = _located(base).entry.window.model_copy(update={"place": "no-such-place"})
    assert _found(_planted(base, window=window), "window", "沒有窗口")


def test_an_expired_review_date_is_a_warning(base: KnowledgeBase) -> None:
    problems = _planted(base, review_by=TODAY - timedelta(days=1))
    assert [p.warning for p in problems if p.field == f"{ENTRY}.review_by"] == [True]


def test_an_entry_is_reviewed_before_its_figures_run_out(base: KnowledgeBase) -> None:
    changes = {"answer": "每月 {{minimum_wage_monthly}} 元。", "review_by": date(2027, 6, 30)}
    assert _found(_planted(base, **changes), "review_by", "只到 2026-12-31")


def _record(base: KnowledgeBase, folder: Path) -> dict[str, Any]:
    export(replace(base, located=(_located(base),)), folder)
    (file,) = (folder / "entries").iterdir()
    (record,) = yaml.safe_load(file.read_text("utf-8"))
    return dict(record)


def _refused(folder: Path, record: dict[str, Any]) -> InvalidKnowledge:
    file = folder / "planted.yml"
    file.write_text(yaml.safe_dump([record], allow_unicode=True), "utf-8")
    with pytest.raises(InvalidKnowledge) as refused:
        load_entries([file])
    return refused.value


REQUIRED = (
    "category",
    "unit",
    "question",
    "variants",
    "answer",
    "window",
    "fee",
    "legal_basis",
    "owner",
    "effective_from",
    "review_by",
)


@pytest.mark.parametrize("field", REQUIRED)
def test_a_missing_field_is_told_with_its_name(base: KnowledgeBase, tmp_path: Path, field: str) -> None:
    record = _record(base, tmp_path)
    del record[field]
    assert f"{ENTRY}.{field}: Field required" in str(_refused(tmp_path, record))
