"""What other systems are answered, as the description of the interface shows it."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from cases.case_numbers import make_number
from cases.enums import CaseState, Route
from web.schemas import Answer

NUMBER = make_number(date(2026, 11, 26), 42)


class CaseAnswer(Answer):
    """Where a case stands; nothing of the person and nothing of what was told."""

    number: str
    kind: Route
    category: str
    state: CaseState
    state_label: str
    unit: Annotated[str, Field(description='Who has the case, "" while nobody has')]
    filed_at: datetime
    due_on: date
    paused: Annotated[bool, Field(description="The clock stands still: the citizen is asked for something")]
    extended: bool


class PeriodAnswer(Answer):
    """Local days, both included."""

    first: date
    last: date


Figure = Annotated[
    int | str,
    Field(description="A count, or in words: a rate, 「少於 5」 or 「不列出」 for a small number, 「—」"),
]


class RowAnswer(Answer):
    """One line: of the period, and of the period before."""

    label: str
    now: Figure
    before: Figure


class TableAnswer(Answer):
    """One question with its answer; ``total`` is null where the lines do not add up."""

    key: str
    title: str
    unit: str
    note: str
    rows: list[RowAnswer]
    total: RowAnswer | None


class StatisticsAnswer(Answer):
    """The report of a finished period as it may leave the house."""

    period: PeriodAnswer
    before: PeriodAnswer
    tables: list[TableAnswer]


CASE: dict[str, Any] = {
    "number": NUMBER,
    "kind": "violation",
    "category": "工資",
    "state": "assigned",
    "state_label": "承辦中",
    "unit": "勞動條件科",
    "filed_at": "2026-11-30T09:12:00Z",
    "due_on": "2027-01-29",
    "paused": False,
    "extended": False,
}
_FILED = [
    {"label": "檢舉公司違反勞動法令", "now": 31, "before": 28},
    {"label": "給勞工局的建議", "now": 12, "before": 7},
]
_SUM = {"label": "合計", "now": 43, "before": 35}
STATISTICS: dict[str, Any] = {
    "period": {"first": "2026-10-01", "last": "2026-10-31"},
    "before": {"first": "2026-09-01", "last": "2026-09-30"},
    "tables": [
        {"key": "filed", "title": "收件", "unit": "件", "note": "", "rows": _FILED, "total": _SUM},
    ],
}
