"""Reminders of last days: seven days and one day before, once each, until they are stopped; calendar files."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from cases.citizen_reminders.calendar import calendar_of
from cases.citizen_reminders.models import DeadlineReminderRow
from cases.citizen_reminders.service import BadDeadlineLink, Deadlines, LastDay
from cases.quiet_hours import QuietHours
from core.clock import TAIPEI, utc_now
from core.encryption import Vault
from tests.cases.world import CHAT, World

TODAY = utc_now().astimezone(TAIPEI).date()
LONG_AGO = utc_now() - timedelta(days=30)
WHAT = "不當勞動行為裁決"
LAST = LastDay(WHAT, date(2026, 12, 31))
NOW = datetime(2026, 12, 1, 10, tzinfo=TAIPEI)


def _in(days: int) -> LastDay:
    """A last day so many days from today: what was asked for long ago is due where its morning has passed."""
    return LastDay(WHAT, TODAY + timedelta(days=days))


async def _remind(
    world: World, last: LastDay, email: str = "", now: datetime = LONG_AGO, name: str = CHAT
) -> tuple[date, ...]:
    async with world.desk.database.transaction() as session:
        return await world.notifications.deadlines.remind(session, name, last, now, email)


async def _kept(world: World) -> list[DeadlineReminderRow]:
    async with world.desk.database.transaction() as session:
        return list(await session.scalars(select(DeadlineReminderRow)))


async def test_a_chat_is_reminded_seven_days_and_one_day_before_once_each(world: World) -> None:
    await world.citizen_writes()
    last = _in(6)
    week_before, day_before = (last.day - timedelta(days=days) for days in (7, 1))
    assert await _remind(world, last) == (week_before, day_before)
    await world.work(utc_now())
    await world.work(utc_now())
    (text,) = world.chats()
    assert f"6 天後（{last.day}）是最後一天：{WHAT}" in text and "取消提醒" in text
    (later,) = await _kept(world)
    assert later.due_at.astimezone(TAIPEI).date() == day_before


async def test_what_was_sent_is_kept_no_longer(world: World) -> None:
    await world.citizen_writes()
    await _remind(world, _in(0))
    await world.work(utc_now())
    assert len(world.chats()) == 2 and all("今天" in text for text in world.chats())
    assert await _kept(world) == []


async def test_an_address_is_reminded_by_letters_that_say_how_to_stop(world: World) -> None:
    await _remind(world, _in(6), "ming@example.tw", name="web-1")
    await world.work(utc_now())
    (text,) = world.smtp.texts()
    token = text.split("/deadlines/stop?token=")[1].split()[0]
    assert "web-1" not in text
    assert await world.notifications.deadlines.stop_by_link(token)
    assert await _kept(world) == []


async def test_days_that_have_passed_are_left_out(world: World) -> None:
    assert await _remind(world, LAST, now=datetime(2026, 12, 24, 12, tzinfo=TAIPEI)) == (date(2026, 12, 30),)
    assert await _remind(world, LAST, now=datetime(2026, 12, 31, 12, tzinfo=TAIPEI)) == ()


async def test_quiet_hours_wait_for_the_morning(world: World, vault: Vault) -> None:
    await world.citizen_writes()
    await _remind(world, _in(0))
    desk = world.desk
    quiet = Deadlines(
        desk.database, vault, desk.sender, "https://labor.example", QuietHours.read("00:00-23:59")
    )
    assert [await quiet.send_next(utc_now()) for _ in range(3)] == [True, True, False]
    await world.desk.settle()
    assert world.chats() == []


async def test_what_is_kept_cannot_be_read(world: World) -> None:
    await _remind(world, LAST, "ming@example.tw", NOW)
    for row in await _kept(world):
        assert "裁決" not in row.sealed and "ming" not in row.sealed and "2026" not in row.sealed


async def test_stopped_reminders_are_gone(world: World) -> None:
    await world.citizen_writes()
    await _remind(world, _in(0))
    async with world.desk.database.transaction() as session:
        assert await world.notifications.deadlines.stop(session, CHAT)
        assert not await world.notifications.deadlines.stop(session, CHAT)
    await world.work(utc_now())
    assert world.chats() == []


async def test_one_that_fails_holds_up_no_other(world: World) -> None:
    await world.citizen_writes()
    await _remind(world, _in(0))
    async with world.desk.database.transaction() as session:
        first = (
            await session.scalars(select(DeadlineReminderRow).order_by(DeadlineReminderRow.due_at))
        ).first()
        assert first
        first.sealed = "lost"
    await world.work(utc_now())
    assert len(world.chats()) == 1 and await _kept(world) == []


def test_a_calendar_entry_is_of_the_day_and_reminds_twice() -> None:
    content = calendar_of(LAST.label, LAST.day, NOW)
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart") == LAST.day and event.decoded("dtend") == LAST.day + timedelta(days=1)
    assert event["summary"] == "最後一天：不當勞動行為裁決"
    assert [alarm.decoded("trigger").days for alarm in event.walk("VALARM")] == [-7, -1]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.endswith(b"\r\n")


def test_the_same_last_day_is_the_same_entry() -> None:
    one, other = (calendar_of(LAST.label, LAST.day, NOW + timedelta(days=n)) for n in (0, 1))
    assert (
        icalendar.Calendar.from_ical(one).walk("VEVENT")[0]["uid"]
        == icalendar.Calendar.from_ical(other).walk("VEVENT")[0]["uid"]
    )


async def test_an_address_tells_nothing_of_the_last_day_and_cannot_be_made_up(world: World) -> None:
    deadlines = world.notifications.deadlines
    token = deadlines.calendar_token(LAST)
    assert "2026" not in token and deadlines.last_day_of(token) == LAST
    for bad in ("", "x", deadlines.stop_token("c1")):
        with pytest.raises(BadDeadlineLink):
            deadlines.last_day_of(bad)
