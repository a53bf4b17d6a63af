"""Export, edit elsewhere, import: nothing is lost, and every problem is told with its row and column."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.spreadsheet_reading import BadFile, RowProblem
from knowledge.loader import KnowledgeBase
from knowledge.records import payload_of, read
from publication import import_export
from publication.import_export import Format

KINDS = ("entry", "parameter", "place", "intent", "danger")
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=40).filter(str.strip)
FORMS = list(Format)


def _records(base: KnowledgeBase, kind: str) -> list[dict[str, Any]]:
    found = {
        "entry": base.entries,
        "parameter": base.parameters,
        "place": base.directory,
        "intent": base.intents,
        "danger": base.dangers,
    }
    return [payload_of(record) for record in found[kind]]


def _back(kind: str, payloads: list[dict[str, Any]], form: Format) -> import_export.Imported:
    return import_export.read(kind, import_export.write(kind, payloads, form), f"file.{form}", {})


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_record_comes_back_as_it_went(base: KnowledgeBase, kind: str, form: Format) -> None:
    payloads = _records(base, kind)
    imported = _back(kind, payloads, form)
    assert imported.problems == ()
    assert [payload for _, payload in imported.payloads] == payloads


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=8, max_size=8), form=st.sampled_from(FORMS))
@example(words=["0\x850"] * 8, form=Format.XLSX)
def test_any_text_comes_back_as_it_went(base: KnowledgeBase, words: list[str], form: Format) -> None:
    question, answer, variant, detail, say, paper, missing, fee = words
    payload = payload_of(base.entries[0]) | {
        "question": question,
        "answer": answer,
        "variants": {"keyword": [variant, "第二句"]},
        "details": [detail],
        "fee": fee,
        "documents": [{"situation": paper, "items": [{"name": paper, "form": "copy", "missing": missing}]}],
    }
    payload["window"] = payload["window"] | {"say": say}
    normal = payload_of(read("entry", payload))
    imported = _back("entry", [normal], form)
    assert imported.problems == ()
    assert imported.payloads == ((normal["id"], normal),)


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
def test_a_text_that_looks_like_a_formula_stays_a_text(base: KnowledgeBase, form: Format) -> None:
    payload = payload_of(base.entries[0]) | {"fee": '=HYPERLINK("http://evil.example")'}
    content = import_export.write("entry", [payload], form)
    if form is Format.XLSX:
        cells = [cell for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert not any(text.startswith("=") for row in rows for text in row)
    assert _back("entry", [payload], form).payloads[0][1]["fee"] == payload["fee"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
def test_the_encoding_of_a_csv_is_found_out(base: KnowledgeBase, encoding: str) -> None:
    text = "代號,費用\r\novertime-pay,每次新臺幣三十元\r\n"
    current = {"overtime-pay": payload_of(base.entries[0]) | {"id": "overtime-pay"}}
    imported = import_export.read("entry", text.encode(encoding), "費用.csv", current)
    assert imported.problems == ()
    assert imported.payloads[0][1]["fee"] == "每次新臺幣三十元"


def test_a_column_that_is_left_out_keeps_what_it_was(base: KnowledgeBase) -> None:
    old = payload_of(base.entries[0])
    text = f"代號,直接回答\n{old['id']},新的回答。\n"
    imported = import_export.read("entry", text.encode(), "a.csv", {old["id"]: old})
    assert imported.payloads == ((old["id"], old | {"answer": "新的回答。"}),)


def test_problems_are_told_by_row_and_column(base: KnowledgeBase) -> None:
    old = payload_of(base.entries[0])
    rows = [
        ("代號", "生效日", "要帶的文件"),
        (old["id"], "明年", ""),
        ("x-1", "", "- 亂寫: ["),
        (old["id"], "2026-01-01", ""),
    ]
    content = import_export.write("entry", [old], Format.CSV)  # the header of an export is understood
    assert content.decode("utf-8-sig").startswith("代號,類別")
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    found = import_export.read("entry", text.getvalue().encode(), "a.csv", {old["id"]: old}).problems
    assert RowProblem(2, "生效日", "日期請寫成 2026-01-31", old["id"], "明年") in found
    assert any(problem.row == 3 and problem.column == "要帶的文件" for problem in found)


def test_the_same_id_twice_is_a_problem(base: KnowledgeBase) -> None:
    old = payload_of(base.entries[0])
    content = import_export.write("entry", [old, old], Format.XLSX)
    (problem,) = import_export.read("entry", content, "a.xlsx", {}).problems
    assert (problem.row, problem.column) == (3, "代號")


def test_a_computed_cell_is_refused(base: KnowledgeBase) -> None:
    book = Workbook()
    book.worksheets[0].append(["代號", "費用"])
    book.worksheets[0].append(["overtime-pay", "=1+1"])
    file = io.BytesIO()
    book.save(file)
    (problem,) = import_export.read("entry", file.getvalue(), "a.xlsx", {}).problems
    assert (problem.row, problem.column) == (2, "費用")
    assert "公式" in problem.message


def test_a_workbook_with_two_filled_sheets_is_refused_and_with_an_empty_one_is_read(
    base: KnowledgeBase,
) -> None:
    old = payload_of(base.entries[0])
    book = Workbook()
    book.worksheets[0].append(["代號", "費用"])
    book.worksheets[0].append([old["id"], "30 元"])
    second = book.create_sheet()
    file = io.BytesIO()
    book.save(file)
    assert not import_export.read("entry", file.getvalue(), "a.xlsx", {old["id"]: old}).problems
    second.append(["代號", "費用"])
    book.save(file := io.BytesIO())
    with pytest.raises(BadFile, match="工作表"):
        import_export.read("entry", file.getvalue(), "a.xlsx", {old["id"]: old})


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("費用", "#N/A", "錯誤值"),
        ("費用", "#DIV/0!", "錯誤值"),
        ("生效日", datetime(2026, 3, 1, 10, 30), "日期"),
        ("生效日", 46082, "日期"),
        ("生效日", True, "日期"),
    ],
)
def test_an_odd_cell_is_told_and_not_taken(
    base: KnowledgeBase, column: str, value: object, said: str
) -> None:
    old = payload_of(base.entries[0])
    book = Workbook()
    book.worksheets[0].append(["代號", column])
    book.worksheets[0].append([old["id"], value])
    file = io.BytesIO()
    book.save(file)
    (problem,) = import_export.read("entry", file.getvalue(), "a.xlsx", {old["id"]: old}).problems
    assert (problem.row, problem.column) == (2, column) and said in problem.message


@settings(max_examples=10, deadline=None)
@given(st.sampled_from("=+-@＝＋－＠\t"), st.text(max_size=20))
def test_no_sheet_has_a_cell_that_begins_like_a_formula(start: str, rest: str) -> None:
    for form in (Format.CSV, Format.XLSX):
        content = import_export.write("entry", [{"id": "x-1", "fee": start + rest}], form)
        for row in _cells_of(content, form):
            assert not any(text.startswith(tuple("=+-@＝＋－＠\t")) for text in row)


def _cells_of(content: bytes, form: Format) -> list[list[str]]:
    if form is Format.CSV:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet]


def test_numbers_and_dates_that_excel_made_are_read(base: KnowledgeBase) -> None:
    old = payload_of(base.entries[0])
    book = Workbook()
    book.worksheets[0].append(["代號", "費用", "生效日"])
    book.worksheets[0].append([old["id"], 30.0, None])
    file = io.BytesIO()
    book.worksheets[0]["C2"].value = datetime(2026, 3, 1)
    book.save(file)
    imported = import_export.read("entry", file.getvalue(), "a.xlsx", {old["id"]: old})
    assert imported.payloads[0][1]["fee"] == "30"
    assert imported.payloads[0][1]["effective_from"] == "2026-03-01"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.doc", b"x"),
        ("a.csv", b"\x81\xff\xff"),
        ("a.csv", "題目\n沒有代號\n".encode()),
        ("a.csv", "代號,費用,費用\na,b,c\n".encode()),
        ("a.yml", b"- a: [\n"),
        ("a.yml", b"just: a mapping\n"),
        ("a.csv", '代號,費用\n"沒有關上'.encode()),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(name: str, content: bytes) -> None:
    with pytest.raises(BadFile, match=r"請|要|看不懂"):
        import_export.read("entry", content, name, {})
