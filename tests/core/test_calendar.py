"""The days the offices rest: the public calendar, and what staff enter for a typhoon or a make-up day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import PUBLIC, Calendar
from core.calendar_service import CalendarService
from core.clock import TAIPEI
from core.database import Database
from core.errors import Problem
from knowledge.directory import Hours, OpenState, Period
from knowledge.loader import KnowledgeBase
from knowledge.presentation import present_window
from retrieval.engine import Engine

NOW = datetime(2026, 7, 10, 10, 0, tzinfo=TAIPEI)  # a Friday
TYPHOON = NOW.date()
WEEK = ("mon", "tue", "wed", "thu", "fri")
dates = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-02-17", "春節"),
        ("2026-11-28", "星期六"),
        ("2026-11-27", None),
        ("2025-02-08", None),  # a Saturday that made up for a bridge day
        ("2026-10-26", "臺灣光復暨金門古寧頭大捷紀念日（慶祝）"),
    ],
)
def test_the_public_calendar_knows_holidays_weekends_and_make_up_days(day: str, why: str | None) -> None:
    found = PUBLIC.closed_because(date.fromisoformat(day))
    assert (found is None) == (why is None)
    assert why is None or why[:2] in (found or "")


@given(dates)
def test_what_staff_enter_wins(day: date) -> None:
    assert Calendar(closures={day: "颱風停班"}).closed_because(day) == "颱風停班"
    assert not Calendar(openings={day: "補班"}).is_closed(day)


@given(dates, st.sets(st.integers(0, 40)))
def test_the_next_open_day_is_open_and_nothing_open_lies_between(day: date, closed: set[int]) -> None:
    calendar = Calendar(closures={day + timedelta(days=n): "停班" for n in closed})
    found = calendar.open_from(day)
    assert found >= day and not calendar.is_closed(found)
    assert all(calendar.is_closed(day + timedelta(days=n)) for n in range((found - day).days))


async def test_staff_close_open_and_forget_days(database: Database) -> None:
    service = CalendarService(database)
    await service.close_day(TYPHOON, "颱風停班", "chief", NOW)
    await service.open_day(date(2026, 7, 11), "補班", "chief", NOW)
    calendar = await service.calendar()
    assert calendar.closed_because(TYPHOON) == "颱風停班" and not calendar.is_closed(date(2026, 7, 11))
    await service.open_day(TYPHOON, "照常上班", "chief", NOW)
    assert not (await service.calendar()).is_closed(TYPHOON)
    await service.forget_day(date(2026, 7, 11))
    assert (await service.calendar()).is_closed(date(2026, 7, 11))


async def test_a_closure_needs_a_reason_that_citizens_can_read(database: Database) -> None:
    for reason in ("  ", "風" * 81):
        with pytest.raises(Problem, match="請寫理由"):
            await CalendarService(database).close_day(TYPHOON, reason, "chief", NOW)


def test_a_window_shows_a_closure_even_where_its_hours_are_not_verified(base: KnowledgeBase) -> None:
    calendar = Calendar(closures={TYPHOON: "颱風停班"})
    shown = present_window(base.directory["bureau"], NOW, calendar)
    assert (shown.open, shown.open_text) == (OpenState.CLOSED, "今天沒有服務：颱風停班")


def test_a_hotline_answers_in_a_typhoon_and_a_weekend_window_on_saturday() -> None:
    calendar = Calendar(closures={TYPHOON: "颱風停班"})
    assert Hours(always=True, confidence="high").state(NOW, calendar) is OpenState.OPEN
    saturday = Hours(periods=(Period(days=("sat",), open="09:00", close="17:00"),), confidence="high")  # type: ignore[arg-type]
    assert saturday.state(NOW + timedelta(days=1), calendar) is OpenState.OPEN


def test_a_window_is_closed_on_a_public_holiday() -> None:
    hours = Hours(periods=(Period(days=WEEK, open="08:00", close="17:00"),), confidence="high")  # type: ignore[arg-type]
    new_year = datetime(2026, 1, 1, 10, 0, tzinfo=TAIPEI)
    assert hours.state(new_year) is OpenState.CLOSED
    assert hours.state(new_year + timedelta(days=1)) is OpenState.OPEN


def test_the_engine_uses_the_calendar_of_the_moment_after_a_swap_too(engine: Engine) -> None:
    engine.use_calendar(Calendar(closures={TYPHOON: "颱風停班"}))
    engine.swap(engine.generation)
    assert "颱風停班" in engine.catalogue.window("bureau", NOW).open_text
    engine.use_calendar(PUBLIC)
    assert "颱風停班" not in engine.catalogue.window("bureau", NOW).open_text
