"""A report as a file: exactly the figures of the page, nothing behind them (pure)."""

import csv
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from desk.reports.figures import Cell, Row, Table
from desk.reports.service import Report
from knowledge.sheets import guarded

_HEAD = ("項目", "這段期間", "前一段期間", "增減", "單位")
_TITLE_LETTERS = 31  # what Excel allows
_BOM = "\ufeff"  # Excel reads a CSV file without it as Big5
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "、"))


class Format(StrEnum):
    """Kind of file."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(report: Report, form: Format) -> bytes:
    """The file."""
    return _csv(report) if form is Format.CSV else _xlsx(report)


def _lines(table: Table) -> Iterator[tuple[int | str, ...]]:
    for row in (*table.rows, *filter(None, (table.total,))):
        yield _line(row, table.unit)


def _line(row: Row, unit: str) -> tuple[int | str, ...]:
    return (guarded(row.label), _value(row.now), _value(row.before), row.change, unit)


def _value(cell: Cell) -> int | str:
    return cell if isinstance(cell, int) else str(cell)


def _csv(report: Report) -> bytes:
    """All tables in one list; the first column names the table."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("表", *_HEAD))
    for table in report.tables:
        writer.writerows((table.title, *line) for line in _lines(table))
    return (_BOM + text.getvalue()).encode()


def _xlsx(report: Report) -> bytes:
    """A sheet for each table."""
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    for table in report.tables:
        sheet = book.create_sheet(table.title.translate(_FORBIDDEN)[:_TITLE_LETTERS])
        sheet.append((f"{table.title}（{report.period.label}）",))
        sheet.append(_HEAD)
        for line in _lines(table):
            sheet.append(line)
        for cells in (sheet[1], sheet[2]):
            for cell in cells:
                cell.font = Font(bold=True)
        for column, width in enumerate((30, 12, 12, 10, 8), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A3"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
