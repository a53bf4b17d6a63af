"""The reply deadline as a pure function of a case's events, the calendar and the rule.

30 days by 行政院及所屬各機關處理人民陳情案件要點; the day of filing does not count, and an end on a day off
moves to the next working day (行政程序法 §48 II, IV). The clock stands still while the bureau waits for a
supplement that it asked for (§171 II).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from cases.schemas import Action, CaseEvent, Due
from core.calendar import Calendar
from core.clock import local_day


class DayKind(StrEnum):
    """Which days count."""

    CALENDAR = "calendar"
    WORKING = "working"

    @property
    def label(self) -> str:
        """As written after a number: 30 個日曆天."""
        return "個日曆天" if self is DayKind.CALENDAR else "個工作天"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How many days of which kind the bureau has."""

    days: int = 30
    kind: DayKind = DayKind.CALENDAR


@dataclass(frozen=True, slots=True)
class Pause:
    """The days after ``asked``, up to and including ``supplied``; None while it is still awaited."""

    asked: date
    supplied: date | None

    def covers(self, day: date) -> bool:
        """Whether ``day`` does not count because of this pause."""
        return self.supplied is not None and self.asked < day <= self.supplied


@dataclass(frozen=True)
class _Run:
    """The events since the case was filed, or reopened last."""

    events: Sequence[CaseEvent]

    @property
    def begins(self) -> date:
        return local_day(self.events[0].at)

    @property
    def is_reopened(self) -> bool:
        return self.events[0].action is Action.REOPEN

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        found: list[Pause] = []
        for event in self.events:
            if event.action is Action.ASK_SUPPLEMENT:
                found.append(Pause(local_day(event.at), None))
            elif event.action is Action.SUPPLEMENT and found and found[-1].supplied is None:
                found[-1] = Pause(found[-1].asked, local_day(event.at))
        return tuple(found)

    @cached_property
    def joined(self) -> tuple[CaseEvent, ...]:
        """The events by which other cases became part of this one and still are."""
        found: dict[str, CaseEvent] = {}
        for event in self.events:
            if event.action is Action.JOIN:
                found[event.details["part"]] = event
            elif event.action is Action.PART:
                found.pop(event.details["part"], None)
        return tuple(found.values())

    @cached_property
    def extensions(self) -> tuple[CaseEvent, ...]:
        return tuple(event for event in self.events if event.action is Action.EXTEND)


def due(events: Sequence[CaseEvent], calendar: Calendar, rule: DeadlineRule) -> Due:
    """The day by which the bureau must reply; ``events`` oldest first, the first one is `FILE`."""
    starts = [i for i, event in enumerate(events) if event.action in (Action.FILE, Action.REOPEN)]
    run = _Run(events[starts[-1] :])
    extra = sum(int(event.details["days"]) for event in run.extensions)
    counted = _last_day(run, rule.days + extra, calendar, rule.kind)
    nearer = min(
        ((_joined_day(run, event, calendar, rule.kind), event.details["part"]) for event in run.joined),
        default=None,
    )
    if nearer is not None and nearer[0] < counted:
        counted = nearer[0]
    else:
        nearer = None
    last = calendar.open_from(counted)
    paused = bool(run.pauses) and run.pauses[-1].supplied is None
    reasons = _reasons(run, rule, counted, last, calendar)
    if nearer is not None:
        reasons += (f"併入的案件 {nearer[1]} 期限較早，以 {nearer[0]} 為準",)
    return Due(last, reasons, paused, bool(run.extensions))


def _last_day(run: _Run, days: int, calendar: Calendar, kind: DayKind) -> date:
    day = run.begins
    while days:
        day += timedelta(days=1)
        is_free = kind is DayKind.WORKING and calendar.is_closed(day)
        if not is_free and not any(pause.covers(day) for pause in run.pauses):
            days -= 1
    return day


def _joined_day(run: _Run, joining: CaseEvent, calendar: Calendar, kind: DayKind) -> date:
    """The last day that another case brought along, later by what was granted or waited for since."""
    after = run.events[run.events.index(joining) :]
    since, day = local_day(joining.at), date.fromisoformat(joining.details["due"])
    for pause in run.pauses:
        if pause.supplied is not None:
            day += timedelta(days=max(0, (pause.supplied - max(pause.asked, since)).days))
    days = sum(int(event.details["days"]) for event in after if event.action is Action.EXTEND)
    while days:
        day += timedelta(days=1)
        days -= not (kind is DayKind.WORKING and calendar.is_closed(day))
    return day


def _reasons(run: _Run, rule: DeadlineRule, counted: date, last: date, calendar: Calendar) -> tuple[str, ...]:
    start = "重新辦理" if run.is_reopened else "收件"
    reasons = [f"從{start}的隔天（{run.begins + timedelta(days=1)}）起算 {rule.days} {rule.kind.label}"]
    for pause in run.pauses:
        if pause.supplied is None:
            reasons.append(f"{pause.asked} 通知補件，補件以前暫停計算")
        elif days := (pause.supplied - pause.asked).days:
            reasons.append(f"{pause.asked} 通知補件，{pause.supplied} 補件，中間 {days} 天不計")
    for event in run.extensions:
        granted = event.details
        reasons.append(
            f"經 {granted['approver']} 核准延長 {granted['days']} {rule.kind.label}：{granted['reason']}"
        )
    if last != counted:
        why = calendar.closed_because(counted)
        reasons.append(f"最後一天 {counted} 是{why}，順延到 {last}（行政程序法第 48 條第 4 項）")
    return tuple(reasons)
