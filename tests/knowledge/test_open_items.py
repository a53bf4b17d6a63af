"""What is not known yet is one list with owner and day."""

from dataclasses import replace
from typing import Any

from typer.testing import CliRunner

from cli import app
from knowledge.loader import KnowledgeBase
from knowledge.open_items import OpenItem, OpenKind, open_items
from knowledge.schemas import Form, Unconfirmed


def _with(base: KnowledgeBase, entry_id: str, **changes: Any) -> KnowledgeBase:
    located = [
        replace(item, entry=item.entry.model_copy(update=changes)) if item.entry.id == entry_id else item
        for item in base.located
    ]
    return replace(base, located=tuple(located))


def _of(items: tuple[OpenItem, ...], where: str, kind: OpenKind) -> list[OpenItem]:
    return [item for item in items if (item.where, item.kind) == (where, kind)]


def test_an_unconfirmed_statement_is_listed_with_whom_to_ask_owner_and_day(base: KnowledgeBase) -> None:
    asked = (Unconfirmed(what="要不要預約", ask="bureau"),)
    (item,) = _of(open_items(_with(base, "payslip", unconfirmed=asked)), "payslip", OpenKind.STATEMENT)
    entry = next(entry for entry in base.entries if entry.id == "payslip")
    assert "要不要預約" in item.what and base.directory["bureau"].name in item.what
    assert (item.owner, item.due) == (entry.owner, entry.review_by)


def test_a_form_without_a_page_of_its_own_is_listed(base: KnowledgeBase) -> None:
    forms = (
        Form(name="甲表", where="勞工局網站「表單下載」", url="https://labor.kcg.gov.tw/"),
        Form(name="乙表", where="臨櫃"),
        Form(name="丙表", where="勞動部網站", url="https://uwes.mol.gov.tw/login"),
    )
    listed = _of(open_items(_with(base, "payslip", forms=forms)), "payslip", OpenKind.LINK)
    assert [item.what for item in listed] == ["表格「甲表」只到首頁", "表格「乙表」沒有網址"]


def test_a_window_whose_hours_are_not_known_is_listed_once_with_all_it_lacks(base: KnowledgeBase) -> None:
    (item,) = _of(open_items(base), "bureau", OpenKind.WINDOW)
    assert "服務時間" in item.what
    lacks = _of(open_items(base), "line-1955", OpenKind.WINDOW)  # answers day and night
    assert not any("服務時間" in other.what for other in lacks)


def test_an_announced_figure_is_listed_for_the_day_it_begins(base: KnowledgeBase) -> None:
    (item,) = _of(open_items(base), "minimum_wage_hourly", OpenKind.FIGURE)
    assert item.due is not None and item.due.isoformat() == "2027-01-01"


def test_what_is_due_first_comes_first(base: KnowledgeBase) -> None:
    days = [item.due for item in open_items(base) if item.due]
    assert days == sorted(days)


def test_the_command_prints_the_list_and_its_length(base: KnowledgeBase) -> None:
    printed = CliRunner().invoke(app, ["kb", "open", "--kind", "數字"]).output
    expected = sum(item.kind is OpenKind.FIGURE for item in open_items(base))
    assert "待確認清單" in printed and f"共 {expected} 項" in printed
