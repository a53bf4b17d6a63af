"""Files for spreadsheet programs: what was written is read, and nothing of it is calculated."""

import csv
import gc
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.garbage_collection import paused
from core.spreadsheet import CellTooLong, Sheet, csv_file, guarded, unguarded, workbook

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["C"]))


@given(st.text())
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(SIGNS)
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("blank", ["", " ", "　", "\xa0", " 　 "])
@pytest.mark.parametrize("sign", SIGNS)
def test_blanks_before_a_formula_do_not_hide_it(blank: str, sign: str) -> None:
    assert guarded(f"{blank}{sign}1+1").startswith("'")


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=2), min_size=1))
def test_a_csv_file_holds_its_rows_and_is_read_by_excel_as_unicode(rows: list[list[str]]) -> None:
    content = csv_file(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))) == rows


def test_a_workbook_keeps_numbers_as_numbers_and_formulas_as_text() -> None:
    content = workbook([Sheet("案件/一", [("名稱", "件數"), ("=1+1", 3)], (20, 8))])
    sheet = load_workbook(BytesIO(content))["案件、一"]
    assert [cell.value for cell in sheet[2]] == ["=1+1", 3]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n"]
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold and not sheet["A2"].font.bold


@pytest.mark.parametrize("sign", ["\v", "\f", "\x1b", "\x08", "\ufffe", "\uffff"])
def test_a_sign_that_no_workbook_can_hold_is_left_out_and_the_file_opens(sign: str) -> None:
    """django-import-export#1712, baserow#4849: one such sign, and nobody gets the file."""
    content = workbook([Sheet("案件", [("說明",), (f"老闆{sign}欠薪🙏\n兩個月",)], (20,))])
    assert load_workbook(BytesIO(content))["案件"]["A2"].value == "老闆欠薪🙏\n兩個月"


@pytest.mark.parametrize("longest", ["字" * 32_767, "🙏" * 16_383])
def test_a_cell_is_written_whole_or_no_file_is_made_and_it_is_said_which(longest: str) -> None:
    """Excel counts in UTF-16 and holds 32,767; openpyxl cuts what is longer."""
    content = workbook([Sheet("案件", [("說明",), (longest,)], (20,))])
    assert load_workbook(BytesIO(content))["案件"]["A2"].value == longest
    with pytest.raises(CellTooLong, match=r"B2.*32,76[78].*CSV"):
        workbook([Sheet("案件", [("說明", "二"), ("", longest + longest[0])], (20, 20))])


def test_a_large_workbook_leaves_no_garbage_for_a_collection() -> None:
    sheet = Sheet("案件", [["陳情"] * 10] * 500, [10] * 10)
    workbook([sheet])
    with paused():
        gc.collect()
        workbook([sheet])
        assert gc.collect() < len(sheet.rows)
