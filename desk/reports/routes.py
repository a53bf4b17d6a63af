"""HTTP of the reports: the page, the sheet that prints, the files."""

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response

from core.clock import local_now
from core.database import Database
from core.dependencies import provided
from core.spreadsheet import SheetFormat
from desk.auth.access import allowed
from desk.auth.permissions import Permission
from desk.pages import page
from desk.reports import export, periods, service
from desk.reports.charts import chart
from desk.reports.periods import BadPeriod, Period
from desk.reports.service import Report
from retrieval.encoder.remembering import RememberingEncoder
from retrieval.engine import Engine

router = APIRouter(
    prefix="/desk/reports",
    include_in_schema=False,
    dependencies=[Depends(allowed(Permission.READ_REPORTS))],
)
_MONTHS = 12
_QUARTERS = 4


async def _report(request: Request, period: Period) -> Report:
    today = local_now().date()
    return await service.report(
        provided(request, Database),
        provided(request, Engine).catalogue,
        provided(request, RememberingEncoder),
        period,
        today,
    )


def _latest(today: date) -> tuple[list[Period], list[Period]]:
    """The months and the quarters to choose from, the latest first."""
    months, quarters = [periods.month(today.year, today.month)], []
    while len(months) < _MONTHS:
        months.append(months[-1].before)
    quarters.append(periods.quarter(today.year, (today.month + 2) // 3))
    while len(quarters) < _QUARTERS:
        quarters.append(quarters[-1].before)
    return months, quarters


def _query(period: Period) -> dict[str, str]:
    """The parameters that ask for ``period`` again."""
    if period.name:
        return {"period": period.name}
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


@router.get("")
async def show(request: Request, period: str = "", first: str = "", last: str = "") -> Response:
    """The report of a period, by default of this month so far."""
    today = local_now().date()
    problem, status = "", HTTPStatus.OK
    try:
        chosen = periods.read(period, first, last, today)
    except BadPeriod as error:
        problem, status = error.detail, HTTPStatus.UNPROCESSABLE_ENTITY
        chosen = periods.month(today.year, today.month)
    months, quarters = _latest(today)
    return page(
        request,
        "reports/report.html",
        status,
        report=await _report(request, chosen),
        query=_query(chosen),
        months=months,
        quarters=quarters,
        problem=problem,
        typed={"first": first, "last": last},
        chart=chart,
    )


@router.get("/print")
async def sheet(request: Request, period: str = "", first: str = "", last: str = "") -> Response:
    """The same on A4, to print or to keep as PDF."""
    now = local_now()
    chosen = periods.read(period, first, last, now.date())
    return page(request, "reports/sheet.html", report=await _report(request, chosen), made=now, chart=chart)


@router.get("/export")
async def download(
    request: Request, period: str = "", first: str = "", last: str = "", form: SheetFormat = SheetFormat.XLSX
) -> Response:
    """The same as a file."""
    chosen = periods.read(period, first, last, local_now().date())
    content = export.write(await _report(request, chosen), form)
    name = chosen.name or f"{chosen.first:%Y%m%d}-{chosen.last:%Y%m%d}"
    headers = {
        "Content-Disposition": f'attachment; filename="labordesk-report-{name}.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=form.media_type, headers=headers)
