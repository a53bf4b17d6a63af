"""A list of cases as CSV or XLSX (pure)."""

from collections.abc import Iterable, Mapping, Sequence

from cases.schemas import CaseSummary
from core.clock import local_time
from core.spreadsheet import Sheet, SheetFormat, csv_file, guarded, workbook

HEADINGS = ("案號", "程序", "類別", "狀態", "承辦單位", "承辦人", "收件時間", "期限", "期限暫停", "已延長")
_WIDTH = 18


def rows(cases: Iterable[CaseSummary], names: Mapping[str, str]) -> list[list[str]]:
    """The cells of a list, without the headings; it holds nothing of the citizen."""
    return [
        [
            guarded(cell)
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


def written(form: SheetFormat, cells: Sequence[Sequence[str]]) -> bytes:
    """A file with `HEADINGS` and ``cells``."""
    table = [HEADINGS, *cells]
    if form is SheetFormat.CSV:
        return csv_file(table)
    return workbook([Sheet("案件", table, [_WIDTH] * len(HEADINGS))])
