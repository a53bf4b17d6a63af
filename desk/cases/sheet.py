"""A list of cases as CSV or XLSX; no cell can act as a formula (pure)."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from openpyxl import Workbook
from openpyxl.styles import Font

from cases.receipts import local_time
from cases.schemas import CaseSummary

HEADINGS = ("案號", "程序", "類別", "狀態", "承辦單位", "承辦人", "收件時間", "期限", "期限暫停", "已延長")
# OWASP "CSV Injection": what a spreadsheet reads as the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Sheet(StrEnum):
    """The formats."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """As a response says it."""
        return _MEDIA[self]


_MEDIA = {
    Sheet.CSV: "text/csv; charset=utf-8",
    Sheet.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def safe(cell: str) -> str:
    """``cell`` as text that no spreadsheet calculates: what looks like a formula gets an apostrophe."""
    return f"'{cell}" if cell.lstrip(" 　").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def rows(cases: Iterable[CaseSummary], names: Mapping[str, str]) -> list[list[str]]:
    """The cells of a list, without the headings; it holds nothing of the citizen."""
    return [
        [
            safe(cell)
            for cell in (
                case.number,
                case.route.label,
                case.category,
                case.state.label,
                case.unit,
                names.get(case.person, case.person),
                local_time(case.filed_at),
                case.due.isoformat(),
                "是" if case.paused else "",
                "是" if case.extended else "",
            )
        ]
        for case in cases
    ]


def written(sheet: Sheet, cells: Sequence[Sequence[str]]) -> bytes:
    """A file with `HEADINGS` and ``cells``."""
    return _csv(cells) if sheet is Sheet.CSV else _xlsx(cells)


def _csv(cells: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([HEADINGS, *cells])
    return text.getvalue().encode("utf-8-sig")  # Excel shows Chinese only with the mark


def _xlsx(cells: Sequence[Sequence[str]]) -> bytes:
    book = Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet.title = "案件"
    sheet.append(list(HEADINGS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in cells:
        sheet.append(list(row))
    for filled in sheet.iter_rows(min_row=2):
        for cell in filled:
            cell.data_type = "s"
    sheet.freeze_panes = "A2"
    for column in "ABCDEFGHIJ":
        sheet.column_dimensions[column].width = 18
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
