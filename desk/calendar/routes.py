"""HTTP of the calendar: make-up days, typhoon closures, and the due dates that they move."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.schemas import CaseSummary
from core.calendar import Calendar
from core.calendar_service import CalendarService, EnteredDay
from core.clock import local_now, utc_now
from core.dependencies import CalendarDep, DatabaseDep, provided
from core.errors import Problem
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission, Staff
from desk.autosave.taken import form_was_taken
from desk.pages import page, see_other
from web.dependencies import CasesDep

PREFIX = "/desk/calendar"
SHOWN = 200
_LISTED = timedelta(days=365)
_FURTHEST = timedelta(days=800)
_MANAGE = allowed(Permission.MANAGE_CALENDAR)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_MANAGE)])
Manager = Annotated[Staff, Depends(_MANAGE)]


class DayChange(StrEnum):
    """What is entered for a day."""

    CLOSE = "close"
    OPEN = "open"
    FORGET = "forget"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            DayChange.CLOSE: "停班",
            DayChange.OPEN: "補班（要上班）",
            DayChange.FORGET: "恢復原本的行事曆",
        }[self]


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A change as it was typed and read."""

    day: date
    change: DayChange
    reason: str

    def applied_to(self, calendar: Calendar) -> Calendar:
        """The calendar as it would be."""
        closures = {day: why for day, why in calendar.closures.items() if day != self.day}
        openings = {day: why for day, why in calendar.openings.items() if day != self.day}
        if self.change is DayChange.CLOSE:
            closures[self.day] = self.reason
        elif self.change is DayChange.OPEN:
            openings[self.day] = self.reason
        return Calendar(closures, openings)


def read_entry(day: str, change: str, reason: str, today: date) -> TypedDay:
    """A change as it was typed.

    Raises:
        Problem: no such day, out of reach, or without a reason.
    """
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Problem("請選一個日期。") from None
    if not today - _LISTED <= on <= today + _FURTHEST:
        raise Problem("日期太遠：只能改一年內到兩年後的日子。")
    if change not in set(DayChange):
        raise Problem("請選停班、補班或恢復。")
    if change != DayChange.FORGET and not 0 < len(reason.strip()) <= 80:
        raise Problem("請寫理由（最多 80 字），例如「凱米颱風停班」。民眾會看到它。")
    return TypedDay(on, DayChange(change), reason.strip())


async def _days(request: Request) -> tuple[EnteredDay, ...]:
    return await provided(request, CalendarService).days(local_now().date() - _LISTED)


async def _show(
    request: Request, status: int = HTTPStatus.OK, *, problem: Problem | None = None, **typed: str
) -> Response:
    return page(
        request,
        "calendar/days.html",
        status,
        days=await _days(request),
        today=local_now().date(),
        changes=(DayChange.CLOSE, DayChange.OPEN),
        problem=problem,
        typed=typed,
    )


@router.get("")
async def days(request: Request) -> Response:
    """The days that were entered, and a form for one more."""
    return await _show(request)


@router.post("/preview")
async def preview(
    request: Request,
    calendar_service: CalendarDep,
    cases: CasesDep,
    day: Annotated[str, Form()] = "",
    change: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Which due dates a change would move, before anything is changed."""
    try:
        entry = read_entry(day, change, reason, local_now().date())
    except Problem as problem:
        return await _show(request, problem.status, problem=problem, day=day, change=change, reason=reason)
    calendar = await calendar_service.calendar()
    moved: tuple[tuple[CaseSummary, date], ...] = await cases.moved_by(entry.applied_to(calendar))
    was = calendar.closed_because(entry.day)
    return page(request, "calendar/preview.html", entry=entry, moved=moved[:SHOWN], total=len(moved), was=was)


@router.post("")
async def enter(
    request: Request,
    calendar: CalendarDep,
    database: DatabaseDep,
    cases: CasesDep,
    day: Annotated[str, Form()] = "",
    change: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    *,
    staff: Manager,
) -> Response:
    """Change the calendar; due dates follow at once, and it is recorded who did it."""
    try:
        entry = read_entry(day, change, reason, local_now().date())
    except Problem as problem:
        return await _show(request, problem.status, problem=problem, day=day, change=change, reason=reason)
    now = utc_now()
    match entry.change:
        case DayChange.CLOSE:
            await calendar.close_day(entry.day, entry.reason, staff.id, now)
        case DayChange.OPEN:
            await calendar.open_day(entry.day, entry.reason, staff.id, now)
        case DayChange.FORGET:
            await calendar.forget_day(entry.day)
    async with database.transaction() as session:
        subject = f"{entry.day} {entry.change.label} {entry.reason}".strip()
        audit_service.note(session, Event.CALENDAR_CHANGED, origin_of(request), now, subject[:120])
    await cases.recompute_due()
    form_was_taken(request, f"{PREFIX}/preview")
    return see_other(PREFIX)
