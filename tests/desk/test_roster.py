"""The roster: who serves when, gaps, deputies, who is on duty now."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import PUBLIC, Calendar
from core.calendar_service import CalendarService
from core.clock import TAIPEI, utc_now
from core.database import Database
from desk.auth.shift_service import Slot
from desk.duty import roster_service, roster_week_service
from desk.duty.models import RosterRow
from desk.duty.roster_service import SLOTS, BadRoster, monday_of, read_week, slot_at, week_of

MONDAY = date(2026, 11, 23)


async def test_a_week_shows_who_serves_and_warns_of_gaps(database: Database) -> None:
    await roster_service.put(database, MONDAY, Slot.MORNING, "林志工", "")
    await roster_service.put(database, MONDAY, Slot.NOON, " 陳 承辦 ", "王督導")
    week = await roster_service.week(database, MONDAY)
    assert [day.day for day in week.days] == [23, 24, 25, 26, 27]
    monday = [week.rows[slot][0] for slot in SLOTS]
    assert [[duty.person for duty in cell.duties] for cell in monday] == [["林志工"], ["陳 承辦"], []]
    assert [cell.lacks_deputy for cell in monday] == [True, False, False]
    assert [cell.is_gap for cell in monday] == [False, False, True]
    assert len(week.gaps) == 13


async def test_putting_somebody_twice_changes_the_deputy(database: Database) -> None:
    for deputy in ("", "王督導"):
        await roster_service.put(database, MONDAY, Slot.NOON, "林志工", deputy)
    (duty,) = (await roster_service.week(database, MONDAY)).rows[Slot.NOON][0].duties
    assert duty.deputy == "王督導"


async def test_taking_off_twice_does_no_harm(database: Database) -> None:
    await roster_service.put(database, MONDAY, Slot.NOON, "林志工", "")
    (duty,) = (await roster_service.week(database, MONDAY)).rows[Slot.NOON][0].duties
    for _ in range(2):
        await roster_service.take_off(database, duty.id)
    assert (await roster_service.week(database, MONDAY)).rows[Slot.NOON][0].is_gap


@pytest.mark.parametrize(
    ("slot", "person", "deputy"),
    [
        (Slot.NOON, "", ""),
        (Slot.NOON, "  ", "王督導"),
        (Slot.NOON, "王督導", " 王督導 "),
        (Slot.EXTRA, "林志工", ""),
    ],
)
async def test_nobody_serves_without_a_name_for_themselves_or_outside_the_slots(
    database: Database, slot: Slot, person: str, deputy: str
) -> None:
    with pytest.raises(BadRoster):
        await roster_service.put(database, MONDAY, slot, person, deputy)


async def test_who_is_on_duty_now_at_noon(database: Database) -> None:
    await roster_service.put(database, MONDAY, Slot.MORNING, "林志工", "")
    await roster_service.put(database, MONDAY, Slot.NOON, "陳承辦", "王督導")
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=TAIPEI)
    slot, duties = await roster_service.on_duty(database, noon)
    assert slot is Slot.NOON and [duty.person for duty in duties] == ["陳承辦"]
    assert await roster_service.on_duty(database, noon.replace(hour=20)) == (None, ())


async def test_a_week_is_filled_from_the_one_before_without_touching_what_is_there(
    database: Database,
) -> None:
    for offset in range(5):
        await roster_service.put(database, MONDAY + timedelta(days=offset), Slot.MORNING, "林志工", "王督導")
    later = MONDAY + timedelta(days=7)
    await roster_service.put(database, later, Slot.MORNING, "黃志工", "")
    assert await roster_service.copy_week(database, later) == 4
    assert await roster_service.copy_week(database, later) == 0
    names = [
        cell.duties[0].person for cell in (await roster_service.week(database, later)).rows[Slot.MORNING]
    ]
    assert names == ["黃志工", "林志工", "林志工", "林志工", "林志工"]


async def test_holidays_stay_empty_and_are_no_gap(database: Database) -> None:
    new_year_week = date(2026, 12, 28)
    assert PUBLIC.is_closed(date(2027, 1, 1))
    await roster_service.put(database, new_year_week - timedelta(days=3), Slot.MORNING, "林志工", "")
    assert await roster_service.copy_week(database, new_year_week) == 0
    cell = (await roster_service.week(database, new_year_week)).rows[Slot.MORNING][4]
    assert cell.is_closed and not cell.is_gap


async def test_a_day_closed_by_staff_needs_nobody_and_says_why(database: Database) -> None:
    friday, noon = MONDAY + timedelta(days=4), datetime(2026, 11, 27, 12, 10, tzinfo=TAIPEI)
    await roster_service.put(database, friday - timedelta(days=7), Slot.NOON, "林志工", "")
    await roster_service.put(database, friday, Slot.NOON, "陳承辦", "王督導")
    assert (await roster_service.on_duty(database, noon))[0] is Slot.NOON
    await CalendarService(database).close_day(friday, "颱風停班", "督導", utc_now())
    week = await roster_service.week(database, MONDAY)
    assert week.closures == {friday: "颱風停班"}
    assert friday not in {cell.day for cell in week.gaps}
    assert await roster_service.on_duty(database, noon) == (None, ())


async def test_a_make_up_saturday_is_shown_and_needs_somebody(database: Database) -> None:
    saturday = MONDAY + timedelta(days=5)
    await roster_service.put(database, saturday - timedelta(days=7), Slot.MORNING, "林志工", "王督導")
    assert await roster_service.copy_week(database, MONDAY) == 0
    await CalendarService(database).open_day(saturday, "補班", "督導", utc_now())
    assert saturday in {cell.day for cell in (await roster_service.week(database, MONDAY)).gaps}
    assert await roster_service.copy_week(database, MONDAY) == 1
    assert saturday in (await roster_service.week(database, MONDAY)).days


def test_a_plain_week_end_is_no_closure() -> None:
    assert week_of(MONDAY, [], Calendar()).closures == {}


def test_a_week_end_is_shown_where_somebody_serves() -> None:
    row = RosterRow(id=1, day=MONDAY + timedelta(days=5), slot="morning", person="林志工", deputy="")
    assert len(week_of(MONDAY, [row], PUBLIC).days) == 6


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(TAIPEI)))
def test_every_moment_is_in_one_slot_at_most(now: datetime) -> None:
    slot = slot_at(now)
    inside = datetime(now.year, now.month, now.day, 8, tzinfo=TAIPEI) <= now
    before = now < datetime(now.year, now.month, now.day, 17, 30, tzinfo=TAIPEI)
    assert (slot is not None) == (inside and before)


@given(st.text(max_size=12))
def test_any_text_names_a_week_near_today(text: str) -> None:
    monday = read_week(text, MONDAY)
    assert monday.weekday() == 0 and abs(monday.year - MONDAY.year) <= 11


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "", "2026-W48-9", "昨天"])
def test_an_impossible_week_is_this_one(text: str) -> None:
    assert read_week(text, MONDAY + timedelta(days=3)) == MONDAY


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_lies_in_the_week_of_its_monday(day: date) -> None:
    assert monday_of(day).weekday() == 0 and timedelta(0) <= day - monday_of(day) < timedelta(days=7)


async def test_a_week_is_saved_whole_and_a_new_person_keeps_their_last_deputy(database: Database) -> None:
    await roster_service.put(database, MONDAY - timedelta(days=7), Slot.NOON, "林志工", "王督導")
    await roster_service.put(database, MONDAY, Slot.NOON, "陳承辦", "")
    await roster_week_service.add(database, " 新 志工 ")
    week = await roster_service.week(database, MONDAY)
    known = await roster_week_service.known(database, ["陳承辦"], MONDAY)
    assert known == ("新 志工", "林志工", "王督導", "陳承辦")
    posted = {f"{MONDAY}.noon.0.person": "林志工", f"{MONDAY}.noon.1.person": "新 志工"}
    before = await roster_week_service.deputies(database, MONDAY)
    await roster_week_service.save(database, roster_week_service.read(week, posted, known, before))
    after = await roster_service.week(database, MONDAY)
    served = {(duty.person, duty.deputy) for duty in after.rows[Slot.NOON][0].duties}
    assert served == {("林志工", "王督導"), ("新 志工", "")}
    assert roster_week_service.mark(after) != roster_week_service.mark(week)


@pytest.mark.parametrize(
    "posted",
    [
        {f"{MONDAY}.noon.0.person": "沒有這個人"},
        {f"{MONDAY}.noon.0.person": "林志工", f"{MONDAY}.noon.0.deputy": "林志工"},
    ],
)
async def test_names_are_chosen_and_nobody_stands_in_for_themselves(
    database: Database, posted: dict[str, str]
) -> None:
    week = await roster_service.week(database, MONDAY)
    with pytest.raises(BadRoster):
        roster_week_service.read(week, posted, ["林志工"], {})
