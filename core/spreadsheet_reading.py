"""Rows of CSV and XLSX files that somebody filled in elsewhere, read in bounded time and memory."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import Problem

MOST_ROWS = 5000
MOST_COLUMNS = 200
MOST_CELLS = 200_000
# Our own export of everything has 3 MB.
_UNPACKED_AT_MOST = 20 * 1024 * 1024
_UNUSABLE = {
    "f": "這格是公式：請複製後「貼上值」",
    "e": "這格是錯誤值（例如 #N/A）：請改成文字或清空",
}


class BadFile(Problem):
    """The file as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell; ``row`` counts as the spreadsheet does, a line number in YAML.

    ``key`` is the code of the record and ``value`` what stands in the cell, where they are known.
    """

    row: int
    column: str
    message: str
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell whose text is not what was meant."""

    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a sheet holds; ``kind`` is openpyxl's data type, e.g. ``f`` for a formula."""

    value: Any
    kind: str


def rows_of(content: bytes, name: str) -> Iterator[list[Any]]:
    """The rows of a CSV or XLSX file; a cell that cannot be used is `Unusable`.

    Raises:
        BadFile: another kind of file, unreadable, or too large.
    """
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix == "xlsx":
        return _xlsx_rows(content)
    if suffix in ("csv", "txt"):
        return _csv_rows(content)
    raise BadFile("請用 .csv 或 .xlsx 檔；.xls 請先另存成 .xlsx。")


def decoded(content: bytes) -> str:
    """Text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or Big5 as Windows writes it.

    Raises:
        BadFile: it is none of them.
    """
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp950"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile("看不懂檔案的文字編碼：請在 Excel 另存成「CSV UTF-8」再匯入。")


def text_of(value: Any) -> str:
    """A cell as text: a date in ISO, a whole number without its fraction, an empty one as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():  # a time of day belongs in no date: it is told, not dropped
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _csv_rows(content: bytes) -> Iterator[list[Any]]:
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise BadFile("CSV 的引號或分隔不完整，請從 Excel 另存一次。") from error


def _xlsx_rows(content: bytes) -> Iterator[list[Any]]:
    for row in sheet_rows(content):
        yield [Unusable(why) if (why := _UNUSABLE.get(cell.kind)) else cell.value for cell in row]


def sheet_rows(content: bytes) -> Iterator[list[Cell]]:
    """The rows of the only filled sheet of an XLSX file, as they come.

    Raises:
        BadFile: it is none, several sheets are filled, or it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > _UNPACKED_AT_MOST:
                raise BadFile("檔案解開後太大，請刪掉多餘的工作表再匯入。")
        # Row by row: nothing is kept but the row that is read, and the texts that cells share.
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet, *others = book.worksheets
        for other in others:
            if any(cell.value is not None for row in _bounded(other) for cell in row):
                raise BadFile("檔案有好幾個寫了東西的工作表，只會讀一個：請把要匯入的那一個另存成檔案。")
        yield from _bounded(sheet)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise BadFile("這不是完整的 .xlsx 檔，請在 Excel 另存一次再匯入。") from error


def _bounded(sheet: Any) -> Iterator[list[Cell]]:
    """The rows of a sheet without empty cells at their end; what it says of its own size is not asked."""
    sheet.reset_dimensions()
    cells = 0
    for row in islice(sheet.iter_rows(max_col=MOST_COLUMNS), MOST_ROWS + 2):
        found = [Cell(cell.value, cell.data_type) for cell in row]
        while found and found[-1].value is None:
            found.pop()
        cells += len(found)
        if cells > MOST_CELLS:
            raise BadFile(f"檔案的格子太多（超過 {MOST_CELLS:,} 格），請分次匯入。")
        yield found
