"""HTTP of the record of what was done at the desk: a page with filters, and a file."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from core.clock import TAIPEI, local_now, utc_now
from core.dependencies import DatabaseDep
from core.spreadsheet import SheetFormat, csv_file, guarded
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import AuditFilter, Event
from desk.auth.permissions import Permission
from desk.pages import page

router = APIRouter(
    prefix="/desk/audit", include_in_schema=False, dependencies=[Depends(allowed(Permission.READ_AUDIT))]
)
_PAGE = 100
# More a spreadsheet does not take; whoever needs older ones asks for an earlier period.
MOST = 50_000
_HEADINGS = ("時間", "誰", "做了什麼", "對象", "網路位址")
_LABELS = {event.value: event.label for event in Event}


def _asked(
    event: str = "", who: Annotated[str, Query(max_length=60)] = "", first: str = "", last: str = ""
) -> AuditFilter:
    """What of the record is wanted; what cannot be read does not restrict it."""
    known = Event(event) if event in set(Event) else None
    return AuditFilter(known, who.strip(), _day(first), _day(last))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1 < day.year < date.max.year else None


AskedDep = Annotated[AuditFilter, Depends(_asked)]


@router.get("")
async def list_events(
    request: Request, database: DatabaseDep, asked: AskedDep, before: int | None = None
) -> Response:
    """The newest events, a hundred at a time."""
    rows = await audit_service.latest(database, _PAGE, before, asked)
    wanted = {
        "event": asked.event or "",
        "who": asked.who,
        "first": asked.first or "",
        "last": asked.last or "",
    }
    query = urlencode({name: value for name, value in wanted.items() if value})
    more = rows[-1].id if len(rows) == _PAGE else None
    return page(request, "auth/audit.html", rows=rows, labels=_LABELS, more=more, asked=asked, query=query)


@router.get("/list.csv")
async def export(request: Request, database: DatabaseDep, asked: AskedDep) -> Response:
    """The events that fit as a file; that it was taken is an event as well."""
    rows = await audit_service.latest(database, MOST, None, asked)
    await audit_service.noted(database, Event.EXPORTED, origin_of(request), utc_now(), "稽核紀錄（CSV）")
    cells = (
        (
            f"{row.at.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}",
            *map(guarded, (row.who, _LABELS.get(row.event, row.event), row.subject, row.address)),
        )
        for row in rows
    )
    name = f"labordesk-audit-{local_now():%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(csv_file([_HEADINGS, *cells]), media_type=SheetFormat.CSV.media_type, headers=headers)
