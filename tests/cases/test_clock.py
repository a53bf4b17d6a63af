"""The reply deadline: a pure function of events, calendar and rule, with laws that hold for all of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.clock import DayKind, DeadlineRule, Pause, due
from cases.schemas import CITIZEN, Action, CaseEvent
from core.calendar import PUBLIC, Calendar
from core.clock import TAIPEI

FILED = datetime(2026, 3, 2, 9, 30, tzinfo=TAIPEI)
days = st.integers(0, 400)
kinds = st.sampled_from(DayKind)
rules = st.builds(DeadlineRule, st.integers(1, 120), kinds)
closures = st.dictionaries(
    st.integers(0, 300).map(lambda n: FILED.date() + timedelta(days=n)), st.just("停班")
)
calendars = closures.map(lambda found: Calendar(closures=found))


def event(action: Action, day: int, **details: str) -> CaseEvent:
    return CaseEvent(action, FILED + timedelta(days=day), CITIZEN, details)


def extension(day: int, length: int) -> CaseEvent:
    return event(Action.EXTEND, day, days=str(length), reason="複雜", approver="科長")


@st.composite
def histories(draw: st.DrawFn) -> list[CaseEvent]:
    """A filing with pauses, extensions and other events, in order of time."""
    events = [event(Action.FILE, 0)]
    for at in sorted(draw(st.lists(st.integers(0, 60), max_size=6))):
        match draw(st.sampled_from(("pause", "extend", "note"))):
            case "pause" if not _waits(events):
                events.append(event(Action.ASK_SUPPLEMENT, at))
            case "pause":
                events.append(event(Action.SUPPLEMENT, at))
            case "extend":
                events.append(extension(at, draw(st.integers(1, 60))))
            case _:
                events.append(event(Action.NOTE, at))
    return events


def _waits(events: Sequence[CaseEvent]) -> bool:
    asked = [e.action for e in events if e.action in (Action.ASK_SUPPLEMENT, Action.SUPPLEMENT)]
    return bool(asked) and asked[-1] is Action.ASK_SUPPLEMENT


@pytest.mark.parametrize(
    ("filed", "rule", "expected"),
    [
        ("2026-11-26 10:00", DeadlineRule(), "2026-12-28"),  # the 26th of December is a Saturday
        ("2026-03-02 23:59", DeadlineRule(), "2026-04-01"),
        ("2026-02-13 10:00", DeadlineRule(3, DayKind.WORKING), "2026-02-25"),  # over the Lunar New Year
        ("2026-04-01 10:00", DeadlineRule(2), "2026-04-07"),  # the 3rd to the 6th are holidays
    ],
)
def test_deadlines_of_known_days(filed: str, rule: DeadlineRule, expected: str) -> None:
    at = datetime.fromisoformat(filed).replace(tzinfo=TAIPEI)
    assert due([CaseEvent(Action.FILE, at, CITIZEN)], PUBLIC, rule).date == date.fromisoformat(expected)


def test_the_day_of_filing_is_that_of_taipei() -> None:
    utc = datetime.fromisoformat("2026-03-01T17:00+00:00")  # the 2nd of March, 1 a.m.
    assert due([CaseEvent(Action.FILE, utc, CITIZEN)], PUBLIC, DeadlineRule()).date == date(2026, 4, 1)


def test_the_reasons_say_how_the_day_came_about() -> None:
    events = [
        event(Action.FILE, 0),
        event(Action.ASK_SUPPLEMENT, 3),
        event(Action.SUPPLEMENT, 8),
        extension(10, 30),
    ]
    found = due(events, PUBLIC, DeadlineRule())
    text = "；".join(found.reasons)
    for part in ("收件的隔天（2026-03-03）起算 30 個日曆天", "中間 5 天不計", "科長 核准延長 30", "複雜"):
        assert part in text
    assert found.extended and not found.paused


def test_a_closure_on_the_last_day_is_named() -> None:
    calendar = Calendar(closures={date(2026, 4, 1): "颱風停班"})
    found = due([event(Action.FILE, 0)], calendar, DeadlineRule())
    assert found.date == date(2026, 4, 2) and "颱風停班" in found.reasons[-1]


def test_waiting_for_a_supplement_pauses() -> None:
    assert due([event(Action.FILE, 0), event(Action.ASK_SUPPLEMENT, 3)], PUBLIC, DeadlineRule()).paused


def test_reopening_starts_anew() -> None:
    events = [event(Action.FILE, 0), extension(1, 60), event(Action.REOPEN, 100)]
    found = due(events, PUBLIC, DeadlineRule())
    assert found == due(
        [CaseEvent(Action.REOPEN, FILED + timedelta(days=100), CITIZEN)], PUBLIC, DeadlineRule()
    )
    assert found.reasons[0].startswith("從重新辦理的隔天") and not found.extended


@given(histories(), calendars, rules)
def test_it_is_after_the_filing_on_an_open_day(
    events: list[CaseEvent], calendar: Calendar, rule: DeadlineRule
) -> None:
    found = due(events, calendar, rule).date
    assert found > FILED.date() and not calendar.is_closed(found)


@given(histories(), calendars, rules)
def test_the_same_events_give_the_same_answer(
    events: list[CaseEvent], calendar: Calendar, rule: DeadlineRule
) -> None:
    assert due(events, calendar, rule) == due(tuple(events), calendar, rule)


@given(histories(), calendars, rules)
def test_more_events_never_make_it_earlier(
    events: list[CaseEvent], calendar: Calendar, rule: DeadlineRule
) -> None:
    dates = [due(events[:n], calendar, rule).date for n in range(1, len(events) + 1)]
    assert dates == sorted(dates)


@given(histories(), closures, closures, rules)
def test_a_closure_never_makes_it_earlier(
    events: list[CaseEvent], some: dict[date, str], more: dict[date, str], rule: DeadlineRule
) -> None:
    fewer, all_of_them = Calendar(closures=some), Calendar(closures=some | more)
    assert due(events, all_of_them, rule).date >= due(events, fewer, rule).date


@given(st.integers(0, 29), st.integers(0, 60), st.integers(30, 90))
def test_a_pause_of_n_days_moves_it_by_n(asked: int, length: int, allowed: int) -> None:
    every_day = Calendar(openings={FILED.date() + timedelta(days=n): "開放" for n in range(400)})
    pause = [event(Action.ASK_SUPPLEMENT, asked), event(Action.SUPPLEMENT, asked + length)]
    plain = due([event(Action.FILE, 0)], every_day, DeadlineRule(allowed))
    paused = due([event(Action.FILE, 0), *pause], every_day, DeadlineRule(allowed))
    assert (paused.date - plain.date).days == length


@given(st.integers(1, 60), rules)
def test_an_extension_counts_like_more_days_from_the_start(length: int, rule: DeadlineRule) -> None:
    extended = due([event(Action.FILE, 0), extension(0, length)], PUBLIC, rule).date
    assert extended == due([event(Action.FILE, 0)], PUBLIC, DeadlineRule(rule.days + length, rule.kind)).date


@given(st.integers(1, 60))
def test_working_days_are_never_earlier_than_calendar_days(count: int) -> None:
    events = [event(Action.FILE, 0)]
    working = due(events, PUBLIC, DeadlineRule(count, DayKind.WORKING)).date
    assert working >= due(events, PUBLIC, DeadlineRule(count)).date


EVERY_DAY = Calendar(openings={FILED.date() + timedelta(days=n): "開放" for n in range(400)})
PART = "115-000002-3"


def on(day: int) -> date:
    """The day so many days after the filing."""
    return FILED.date() + timedelta(days=day)


def joined(at: int, due_on: int, part: str = PART) -> CaseEvent:
    return event(Action.JOIN, at, part=part, due=on(due_on).isoformat())


@pytest.mark.parametrize(
    ("later", "last"),
    [
        ([joined(5, 20)], 20),
        ([joined(5, 30)], 30),
        ([joined(5, 40)], 30),
        ([joined(5, 20), joined(6, 25, "115-000003-1")], 20),
        ([joined(5, 20), event(Action.PART, 6, part=PART)], 30),
        ([joined(5, 20), extension(6, 4)], 24),
        ([extension(4, 7), joined(5, 20)], 20),
        ([joined(5, 20), event(Action.ASK_SUPPLEMENT, 6), event(Action.SUPPLEMENT, 9)], 23),
        ([event(Action.ASK_SUPPLEMENT, 3), joined(5, 20), event(Action.SUPPLEMENT, 9)], 24),
        ([event(Action.ASK_SUPPLEMENT, 1), event(Action.SUPPLEMENT, 4), joined(5, 20)], 20),
        ([joined(5, 20), event(Action.ASK_SUPPLEMENT, 6)], 20),
    ],
)
def test_of_cases_that_were_joined_the_nearest_day_holds_later_by_what_was_granted_since(
    later: list[CaseEvent], last: int
) -> None:
    assert due([event(Action.FILE, 0), *later], EVERY_DAY, DeadlineRule()).date == on(last)


def test_a_joined_case_that_is_due_on_the_same_day_is_no_reason() -> None:
    found = due([event(Action.FILE, 0), joined(5, 30)], EVERY_DAY, DeadlineRule())
    assert len(found.reasons) == 1


def test_an_extension_of_a_joined_case_counts_working_days_where_the_rule_does() -> None:
    friday = joined(5, 11)  # the 13th of March
    found = due([event(Action.FILE, 0), friday, extension(6, 2)], PUBLIC, DeadlineRule(60, DayKind.WORKING))
    assert found.date == date(2026, 3, 17)


def test_the_reasons_are_told_one_by_one() -> None:
    events = [
        event(Action.FILE, 0),
        event(Action.ASK_SUPPLEMENT, 3),
        event(Action.SUPPLEMENT, 3),
        extension(4, 2),
        event(Action.ASK_SUPPLEMENT, 5),
        event(Action.SUPPLEMENT, 7),
        event(Action.SUPPLEMENT, 8),
        event(Action.ASK_SUPPLEMENT, 9),
        joined(10, 21),
    ]
    found = due(events, PUBLIC, DeadlineRule(30, DayKind.WORKING))
    assert found.reasons == (
        "從收件的隔天（2026-03-03）起算 30 個工作天",
        "2026-03-07 通知補件，2026-03-09 補件，中間 2 天不計",
        "2026-03-11 通知補件，補件以前暫停計算",
        "經 科長 核准延長 2 個工作天：複雜",
        f"併入的案件 {PART} 期限較早，以 2026-03-23 為準",
    )
    assert found.paused and found.extended


def test_a_last_day_off_is_moved_and_says_by_which_law() -> None:
    found = due([event(Action.FILE, 0)], PUBLIC, DeadlineRule(33))
    assert found.date == date(2026, 4, 7)
    assert found.reasons[1:] == (
        "最後一天 2026-04-04 是兒童節，順延到 2026-04-07（行政程序法第 48 條第 4 項）",
    )
    assert not found.paused and not found.extended


def test_the_day_of_asking_counts_and_the_day_of_the_supplement_does_not() -> None:
    pause = Pause(on(3), on(5))
    assert [pause.covers(on(day)) for day in range(2, 7)] == [False, False, True, True, False]
    assert not Pause(on(3), None).covers(on(4))


def test_thirty_calendar_days_are_what_the_law_gives() -> None:
    assert DeadlineRule() == DeadlineRule(30, DayKind.CALENDAR)
