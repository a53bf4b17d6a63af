"""A report as a file: exactly the figures of the page, nothing behind them (pure)."""

from collections.abc import Iterator

from core.spreadsheet import Sheet, SheetFormat, csv_file, guarded, workbook
from desk.reports.figures import Cell, FigureRow, Table
from desk.reports.service import Report

_HEAD = ("項目", "這段期間", "前一段期間", "增減", "單位")
_WIDTHS = (30, 12, 12, 10, 8)


def write(report: Report, form: SheetFormat) -> bytes:
    """The file."""
    if form is SheetFormat.XLSX:
        return workbook(_sheet(table, report.period.label) for table in report.tables)
    # All tables in one list; the first column names the table.
    lines = ((table.title, *line) for table in report.tables for line in _lines(table))
    return csv_file([("表", *_HEAD), *lines])


def _lines(table: Table) -> Iterator[tuple[int | str, ...]]:
    for row in (*table.rows, *filter(None, (table.total,))):
        yield _line(row, table.unit)


def _line(row: FigureRow, unit: str) -> tuple[int | str, ...]:
    return (guarded(row.label), _value(row.now), _value(row.before), row.change, unit)


def _value(cell: Cell) -> int | str:
    return cell if isinstance(cell, int) else str(cell)


def _sheet(table: Table, period: str) -> Sheet:
    rows = [(f"{table.title}（{period}）",), _HEAD, *_lines(table)]
    return Sheet(table.title, rows, _WIDTHS, headings=2)
