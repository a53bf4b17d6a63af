"""What the pages of the cases show, put together from the cases, their notices and tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from cases.notices.history import NoticeEntry, told
from cases.schemas import (
    AuditEntry,
    CaseState,
    CaseSummary,
    CaseView,
    Filters,
    Proposal,
    Route,
    Viewer,
)
from cases.service import CaseService
from cases.staff_reminders.tasks import StaffTask
from cases.states import Progress
from cases.visibility import shown_to, viewer_of
from core.clock import local_day
from core.database import Database
from desk.auth.permissions import Permission, Staff
from desk.cases.forms import ActionForm, forms_for
from desk.people import Colleague, actor_of

_OPEN = tuple(state for state in CaseState if state.is_open)
_DONE = tuple(state for state in CaseState if not state.is_open)
# More open cases than this no bureau has; the export says when it is cut.
MOST = 5000
TASKS = 200


class Tab(StrEnum):
    """The lists."""

    MINE = "mine"
    UNIT = "unit"
    NEW = "new"
    OPEN = "open"
    DONE = "done"

    @property
    def label(self) -> str:
        """As people read it."""
        return _TABS[self]


_TABS = {
    Tab.MINE: "我的",
    Tab.UNIT: "本單位",
    Tab.NEW: "還沒分派",
    Tab.OPEN: "全部辦理中",
    Tab.DONE: "已結束",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a list."""

    tab: Tab = Tab.OPEN
    unit: str = ""
    state: CaseState | None = None
    route: Route | None = None
    due_by: date | None = None
    number: str = ""
    tag: int = 0


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case as its page shows it; without ``is_open`` the statement is masked, for its team too."""

    view: CaseView
    is_team: bool
    is_open: bool
    forms: tuple[ActionForm, ...]
    notices: tuple[NoticeEntry, ...]
    tasks: tuple[StaffTask, ...]
    proposals: tuple[Proposal, ...]
    audit: tuple[AuditEntry, ...]
    can_take: bool
    may_act: bool
    held_until: datetime | None


async def listed(
    cases: CaseService, wanted: Wanted, staff: Staff, limit: int = MOST
) -> tuple[CaseSummary, ...]:
    """The first cases of a list: the nearest due date first, what is finished newest first."""
    filters = _filters(wanted, staff)
    return await cases.list(replace(filters, limit=limit)) if filters else ()


async def counted(cases: CaseService, wanted: Wanted, staff: Staff) -> int:
    """How many cases the whole list has."""
    filters = _filters(wanted, staff)
    return await cases.count(filters) if filters else 0


def _filters(wanted: Wanted, staff: Staff) -> Filters | None:
    """What is asked of the database; None where the list is empty whatever there is."""
    if wanted.tab is Tab.UNIT and not staff.unit and not wanted.number:
        return None
    by_tab = not wanted.number
    states = (wanted.state,) if wanted.state else _DONE if wanted.tab is Tab.DONE else _OPEN
    return Filters(
        states=states if by_tab else (),
        unit=wanted.unit or (staff.unit if wanted.tab is Tab.UNIT else ""),
        route=wanted.route,
        number=wanted.number,
        due_by=wanted.due_by,
        tag=wanted.tag,
        member=staff.id if by_tab and wanted.tab is Tab.MINE else "",
        unassigned=by_tab and wanted.tab is Tab.NEW,
        newest_first=wanted.tab is Tab.DONE,
    )


def is_team(staff: Staff, case: CaseSummary) -> bool:
    """Whether ``staff`` may see the person behind ``case``."""
    at = Progress(unit=case.unit, person=case.person, deputies=case.deputies)
    return viewer_of(actor_of(staff), at) is Viewer.TEAM


def needs_reason(staff: Staff, case: CaseSummary) -> bool:
    """Whether somebody outside the team wants to look at a case that another unit has."""
    return bool(case.unit) and not is_team(staff, case)


async def opened(
    cases: CaseService,
    database: Database,
    case_id: str,
    staff: Staff,
    people: Sequence[Colleague],
    now: datetime,
    *,
    reason: str = "",
    in_full: bool = False,
) -> CasePage:
    """The page of a case; looking is audited, the whole statement (``in_full``) as such.

    Raises:
        NoSuchCase.
    """
    what = "open_statement" if in_full else "view"
    view = await cases.view(case_id, actor_of(staff), now, reason, what=what)
    team = view.viewer is Viewer.TEAM
    async with database.transaction() as session:
        notices = await told(session, case_id)
        duties = await cases.tasks_of(case_id, session=session)
    may_act = staff.may(Permission.HANDLE_CASES) and (team or not view.unit)
    asked = await cases.proposals(case_id)
    shown = view
    if view.statement and not in_full:
        shown = replace(view, statement=shown_to(view.statement, Viewer.DESK))
    return CasePage(
        shown,
        team,
        team and in_full,
        _forms(view, people, asked, now) if may_act else (),
        notices,
        duties,
        asked,
        await cases.audit(case_id) if staff.may(Permission.APPROVE_CASES) else (),
        bool(staff.unit) and staff.may(Permission.HANDLE_CASES) and view.state.is_open and not view.unit,
        may_act,
        await cases.held_until(case_id, actor_of(staff), now),
    )


def _forms(
    view: CaseView, people: Sequence[Colleague], asked: Sequence[Proposal], now: datetime
) -> tuple[ActionForm, ...]:
    """What may be done now; while a proposal waits there is no second one."""
    is_waiting = any(proposal.is_pending for proposal in asked)
    forms = forms_for(view.state, people, local_day(now))
    return tuple(form for form in forms if not (is_waiting and form.takes_two))


def may_read(staff: Staff, case: CaseSummary) -> bool:
    """Whether the whole statement is open to ``staff``: to the team of a case that was accepted."""
    return is_team(staff, case) and case.state is not CaseState.RECEIVED


async def open_tasks(cases: CaseService, staff: Staff) -> tuple[StaffTask, ...]:
    """What is to be done: supervisors see all, others what their unit or nobody has."""
    units = () if staff.may(Permission.APPROVE_CASES) else (staff.unit, "")
    return await cases.tasks(units, TASKS)
