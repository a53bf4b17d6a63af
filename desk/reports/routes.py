"""HTTP of the reports: the page, the sheet that prints, the files."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import provided
from core.spreadsheet import SheetFormat
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.pages import page
from desk.reports import export, periods, service
from desk.reports.charts import chart
from desk.reports.periods import BadPeriod, ReportPeriod
from desk.reports.service import Report
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine

_READ = allowed(Permission.READ_REPORTS)
router = APIRouter(
    prefix="/desk/reports",
    include_in_schema=False,
    dependencies=[Depends(_READ)],
)
Reader = Annotated[Staff, Depends(_READ)]
_MONTHS = 12
_QUARTERS = 4


async def _report(request: Request, period: ReportPeriod, inside: bool = False) -> Report:
    today = local_now().date()
    return await service.report(
        provided(request, Database),
        provided(request, Engine).catalogue,
        provided(request, CachingEncoder),
        period,
        today,
        inside,
    )


async def _note(request: Request, event: Event, period: ReportPeriod) -> None:
    database, subject = provided(request, Database), f"報表 {period.label}"
    await audit_service.noted(database, event, origin_of(request), utc_now(), subject)


def _latest(today: date) -> tuple[list[ReportPeriod], list[ReportPeriod]]:
    """The months and the quarters to choose from, the latest first."""
    months, quarters = [periods.month(today.year, today.month)], []
    while len(months) < _MONTHS:
        months.append(months[-1].before)
    quarters.append(periods.quarter(today.year, (today.month + 2) // 3))
    while len(quarters) < _QUARTERS:
        quarters.append(quarters[-1].before)
    return months, quarters


def _query(period: ReportPeriod) -> dict[str, str]:
    """The parameters that ask for ``period`` again."""
    if period.name:
        return {"period": period.name}
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


@router.get("")
async def show(
    request: Request, staff: Reader, period: str = "", first: str = "", last: str = ""
) -> Response:
    """The report of a period, by default of this month so far; supervisors see the small numbers."""
    inside = staff.may(Permission.APPROVE_CASES)
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
        report=await _report(request, chosen, inside),
        inside=inside,
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
    await _note(request, Event.PRINTED, chosen)
    return page(request, "reports/sheet.html", report=await _report(request, chosen), made=now, chart=chart)


@router.get("/export")
async def download(
    request: Request, period: str = "", first: str = "", last: str = "", form: SheetFormat = SheetFormat.XLSX
) -> Response:
    """The same as a file."""
    chosen = periods.read(period, first, last, local_now().date())
    content = await run_in_threadpool(export.write, await _report(request, chosen), form)
    await _note(request, Event.EXPORTED, chosen)
    name = chosen.name or f"{chosen.first:%Y%m%d}-{chosen.last:%Y%m%d}"
    headers = {
        "Content-Disposition": f'attachment; filename="labordesk-report-{name}.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=form.media_type, headers=headers)
