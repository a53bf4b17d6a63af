"""What other systems may ask with a key: the status of a case, the statistics of a finished period."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from cases.case_numbers import read_number
from cases.external_view import outward
from cases.schemas import CaseSummary, Filters
from core.clock import local_now
from core.dependencies import DatabaseDep
from core.errors import NotFound
from desk.integrations import schemas
from desk.integrations.access import NO_KEY, keyed
from desk.integrations.key_service import Scope
from desk.reports import periods, service
from desk.reports.figures import FigureRow, Table, resolved
from desk.reports.periods import BadPeriod, ReportPeriod
from web.dependencies import CasesDep, EngineDep
from web.openapi import answers

_PERIOD = r"^\d{4}-(0[1-9]|1[0-2]|[Qq][1-4])$"
_NO_CASE = "沒有這個案號的案件"
_UNFINISHED = "只提供已經結束的月或季：還沒過完的數字每天相減，會看出個人。"
_OF_KEYS = {
    HTTPStatus.UNAUTHORIZED: NO_KEY,
    HTTPStatus.FORBIDDEN: "這把金鑰不能查案件進度（cases:read）。",
    HTTPStatus.TOO_MANY_REQUESTS: "問得太快了，請等 5 秒。",
}
# Citizens' own words are for the house only.
_NOT_TOLD = frozenset({"unanswered"})

router = APIRouter(prefix="/api/v1", tags=["systems"])


@router.get(
    "/cases/{number}",
    response_model=None,
    dependencies=[Depends(keyed(Scope.CASES))],
    responses=answers(schemas.CaseAnswer, schemas.CASE, {**_OF_KEYS, HTTPStatus.NOT_FOUND: _NO_CASE}),
)
async def case_status(
    number: Annotated[str, Path(max_length=40, examples=[schemas.NUMBER])], cases: CasesDep
) -> dict[str, Any]:
    """Where a case stands, by its number; needs the scope ``cases:read``."""
    known = read_number(number)
    found = await cases.list(Filters(number=known, limit=1)) if known else ()
    if not found:
        raise NotFound(_NO_CASE)
    return _case(found[0])


@router.get(
    "/statistics",
    response_model=None,
    dependencies=[Depends(keyed(Scope.STATISTICS))],
    responses=answers(schemas.StatisticsAnswer, schemas.STATISTICS, _OF_KEYS),
)
async def statistics(
    database: DatabaseDep,
    engine: EngineDep,
    period: Annotated[str, Query(pattern=_PERIOD, examples=["2025-10", "2025-Q3"])] = "",
) -> dict[str, Any]:
    """The figures of a finished month or quarter, by default the last month; scope ``statistics:read``.

    They are those of the report as it may leave the house: small numbers are suppressed.
    """
    today = local_now().date()
    chosen = periods.read(period, "", "", today) if period else periods.month(today.year, today.month).before
    if chosen.last >= today:
        raise BadPeriod(_UNFINISHED)
    report = await service.report(database, engine.catalogue, None, chosen, today)
    return {
        "period": _days(chosen),
        "before": _days(chosen.before),
        "tables": [_table(table) for table in report.tables if table.key not in _NOT_TOLD],
    }


def _case(case: CaseSummary) -> dict[str, Any]:
    return {
        **outward(case.number, case.route, case.state, case.unit, case.filed_at, case.due),
        "category": case.category,
        "state_label": case.state.label,
        "paused": case.paused,
        "extended": case.extended,
    }


def _days(period: ReportPeriod) -> dict[str, Any]:
    return {"first": period.first, "last": period.last}


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "unit": table.unit,
        "note": table.note,
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total) if table.total else None,
    }


def _row(row: FigureRow) -> dict[str, Any]:
    def figure(cell: Any) -> int | str:
        told = resolved(cell, inside=False)
        return told if isinstance(told, int) else str(told)

    return {"label": row.label, "now": figure(row.now), "before": figure(row.before)}
