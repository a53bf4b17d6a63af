"""Tables as CSV and XLSX files; no cell of text can act as a formula (pure)."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import Problem
from core.garbage_collection import paused

Row = Sequence[str | int]
_BLANKS = " 　\xa0"
# What a spreadsheet program reads as the beginning of a formula (OWASP, "CSV Injection"), and our own mark.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n'")
# All but the characters of XML 1.0 (its production ``Char``): with one of them no program opens the file.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What Excel allows; openpyxl cuts what is longer, and says nothing.
_TITLE_LETTERS = 31
_CELL_UNITS = 32_767  # of UTF-16
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "、"))


class CellTooLong(Problem):
    """A text is longer than a cell of a workbook can hold."""


class SheetFormat(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """As a response says it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: the first ``headings`` rows are bold and stay in sight.

    ``widths`` are of the columns, in letters; ``wraps`` breaks long cells into lines; ``fixed_columns``
    stay in sight too.
    """

    title: str
    rows: Sequence[Row]
    widths: Sequence[int]
    headings: int = 1
    fixed_columns: int = 0
    wraps: bool = False


def guarded(text: str) -> str:
    """``text`` so that no spreadsheet program runs it: what looks like a formula gets an apostrophe."""
    is_like_formula = text.startswith(_FORMULA) or text.lstrip(_BLANKS).startswith(_FORMULA)
    return f"'{text}" if is_like_formula else text


def unguarded(text: str) -> str:
    """The inverse of `guarded`."""
    return text.removeprefix("'")


def csv_file(rows: Iterable[Row]) -> bytes:
    """A CSV file in UTF-8; with a byte order mark, without which Excel reads it as Big5."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


@paused()
def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An XLSX file; every text is a cell of text, whatever it looks like, without what XML cannot hold.

    Raises:
        CellTooLong: a text does not fit into its cell; a CSV file has no such limit.
    """
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    for sheet in sheets:
        title = sheet.title.translate(_FORBIDDEN)[:_TITLE_LETTERS]
        _fill(book.create_sheet(title), sheet)
    kept = BytesIO()
    book.save(kept)
    for filled in book.worksheets:
        # Each cell knows its sheet: left as they are, only a collection would find them, and all wait for it.
        filled._cells.clear()
    return kept.getvalue()


def _fill(target: Worksheet, sheet: Sheet) -> None:
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(sheet.rows, start=1):
        for position, value in enumerate(row, start=1):
            if value == "":
                continue
            cell = target.cell(number, position)
            if isinstance(value, str):
                _require_fitting(value, number, position)
                cell.value = _NOT_IN_XML.sub("", value)
                cell.data_type = "s"
            else:
                cell.value = value
            if sheet.wraps:
                cell.alignment = wrapped
            if number <= sheet.headings:
                cell.font = Font(bold=True)
    for position, width in enumerate(sheet.widths, start=1):
        target.column_dimensions[get_column_letter(position)].width = width
    target.freeze_panes = f"{get_column_letter(sheet.fixed_columns + 1)}{sheet.headings + 1}"


def _require_fitting(value: str, row: int, column: int) -> None:
    if (
        2 * len(value) > _CELL_UNITS
        and (length := len(value.encode("utf-16-le", "replace")) // 2) > _CELL_UNITS
    ):
        place = f"{get_column_letter(column)}{row}"
        raise CellTooLong(
            f"{place} 這格有 {length:,} 字，Excel 一格最多 {_CELL_UNITS:,} 字，沒有產生檔案；請改用 CSV。"
        )
