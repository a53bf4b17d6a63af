"""What a case looks like to staff, to the citizen, in a list (pure)."""

from collections.abc import Mapping
from datetime import datetime

from cases.action_questions import GROUNDS
from cases.clock import DeadlineRule, due
from cases.row_mapping import CaseFile
from cases.schemas import (
    Action,
    Actor,
    ActorKind,
    CaseEvent,
    CaseState,
    CaseView,
    Route,
    StatusStep,
    StatusView,
    Viewer,
)
from cases.states import allowed, progress
from cases.visibility import shown_to, viewer_of
from core.calendar import Calendar
from core.clock import TAIPEI

NEXT = {
    CaseState.RECEIVED: "承辦單位正在確認是不是本局主管、資料夠不夠。",
    CaseState.TO_BE_SUPPLEMENTED: "請在這裡補充下面要求的資料；補件以前，期限暫停計算。",
    CaseState.ACCEPTED: "案件已受理，正在分派承辦人。",
    CaseState.ASSIGNED: "承辦人正在查辦，會在期限前回覆您。",
    CaseState.TRANSFERRED: "案件已經移送其他機關，由該機關回覆您。",
    CaseState.NOT_HANDLED: "本局不再處理這個案件；理由在下面。",
    CaseState.ANSWERED: "本局已經回覆您；對結果不服，請看回覆裡寫的救濟方式。",
    CaseState.CLOSED: "案件已經結束。",
    CaseState.MERGED: "這個案件和您較早的案件併在一起辦。",
}
_DETAIL_NAMES = {
    "what": "請補充",
    "until": "請在這天以前補",
    "unit": "承辦單位",
    "to": "移送給",
    "ground": "理由",
    "explanation": "說明",
    "reason": "原因",
    "days": "延長天數",
    "text": "內容",
    "remedy": "其他救濟方式",
    "result": "結果",
    "into": "併入案件",
    "part": "案件",
}
# What staff read besides.
DETAIL_NAMES = {**_DETAIL_NAMES, "person": "承辦人", "deputies": "代理人", "approver": "核准人"}
_INTERNAL = frozenset({Action.NOTE})


def case_view(case: CaseFile, actor: Actor, calendar: Calendar, rule: DeadlineRule) -> CaseView:
    """The case as ``actor`` may see it: free texts and files are for the case team."""
    at = progress(case.events)
    viewer = viewer_of(actor, at)
    is_team = viewer is Viewer.TEAM
    return CaseView(
        id=case.row.id,
        number=case.row.number,
        route=Route(case.row.route),
        category=case.row.category,
        state=at.state,
        origin=case.origin,
        statement=shown_to(case.statement, viewer) if case.statement else None,
        filed_at=case.row.filed_at,
        due=due(case.events, calendar, rule),
        unit=at.unit,
        person=at.person,
        deputies=at.deputies,
        events=case.events if is_team else tuple(map(_without_words, case.events)),
        attachments=case.attachments if is_team else (),
        viewer=viewer,
    )


def _without_words(event: CaseEvent) -> CaseEvent:
    return CaseEvent(event.action, event.at, event.actor)


def status_view(case: CaseFile, calendar: Calendar, rule: DeadlineRule) -> StatusView:
    """The case as the citizen sees it: no staff names, no internal notes."""
    at = progress(case.events)
    choices = allowed(at.state, ActorKind.CITIZEN)
    return StatusView(
        case_id=case.row.id,
        number=case.row.number,
        route=Route(case.row.route),
        category=case.row.category,
        state=at.state,
        filed_at=case.row.filed_at,
        due=due(case.events, calendar, rule),
        unit=at.unit,
        next_step=NEXT[at.state],
        steps=tuple(_step(event) for event in case.events if event.action not in _INTERNAL),
        attachments=case.attachments,
        can_supplement=Action.SUPPLEMENT in choices,
        can_withdraw=Action.WITHDRAW in choices,
    )


def told_details(details: Mapping[str, str]) -> str:
    """What a citizen reads of the details of an action, one a line."""
    shown = {name: text for name, text in details.items() if name in _DETAIL_NAMES}
    if "ground" in shown:
        shown["ground"] = GROUNDS[shown["ground"]]
    return "\n".join(f"{_DETAIL_NAMES[name]}：{text}" for name, text in shown.items())


def _step(event: CaseEvent) -> StatusStep:
    return StatusStep(event.at.astimezone(TAIPEI), event.action.label, told_details(event.details))


def settled_at(events: tuple[CaseEvent, ...]) -> datetime | None:
    """When the case came to rest, or None while it is open."""
    if progress(events).state.is_open:
        return None
    ending = [event for event in events if event.action is not Action.NOTE]
    return ending[-1].at
