"""Shifts at the counter: opened by staff, who tell the volunteers a PIN that ends with the shift."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from http import HTTPStatus

from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound, Problem
from desk.auth import audit_service, passwords, repository, session_service, sign_in_service, throttle
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.devices import shift_owner
from desk.auth.models import ShiftRow
from desk.auth.session_service import SignInStep
from desk.auth.sign_in_service import Opened

PIN_DIGITS = 6
_GRACE = timedelta(minutes=30)  # to write the hand-over
_EXTRA = timedelta(hours=5)
_NAME_LIMIT = 30


class Slot(StrEnum):
    """A part of the day at the counter; ``EXTRA`` is for evenings, week-ends and events."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EXTRA = "extra"

    @property
    def label(self) -> str:
        """The slot as people read it."""
        return {"morning": "上午", "noon": "中午", "afternoon": "下午", "extra": "加開"}[self]

    @property
    def hours(self) -> tuple[time, time] | None:
        """Begin and end in local time; None where the day decides."""
        return _HOURS.get(self)


_HOURS = {
    Slot.MORNING: (time(8, 0), time(12, 0)),
    Slot.NOON: (time(12, 0), time(13, 30)),
    Slot.AFTERNOON: (time(13, 30), time(17, 30)),
}


class BadShift(Problem):
    """The shift cannot be opened or joined like this."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as the desk shows it.

    ``ends_at`` is when its PIN and its sessions end, ``people`` who signed in with the PIN.
    """

    id: int
    day: date
    slot: Slot
    opened_by: str
    ends_at: datetime
    is_closed: bool
    people: tuple[str, ...]

    @property
    def label(self) -> str:
        """Day and slot, e.g. ``11/26（四）上午``."""
        return f"{self.day.month}/{self.day.day}（{'一二三四五六日'[self.day.weekday()]}）{self.slot.label}"


def shift_of(row: ShiftRow) -> Shift:
    """The shift of a row."""
    people = tuple(row.people.splitlines())
    closed = row.closed_at is not None
    return Shift(row.id, row.day, Slot(row.slot), row.opened_by, row.ends_at, closed, people)


def end_of(slot: Slot, now: datetime) -> datetime:
    """When a shift that is opened at ``now`` ends: the end of its slot and half an hour.

    Raises:
        BadShift: the slot is over for today.
    """
    if slot.hours is None:
        return now + _EXTRA
    end = datetime.combine(now.astimezone(TAIPEI).date(), slot.hours[1], TAIPEI) + _GRACE
    if end <= now:
        raise BadShift(f"今天的{slot.label}時段已經結束，請選別的時段，或選「加開」")
    return end


async def open_shift(
    database: Database, slot: Slot, opened_by: str, origin: ActionOrigin, now: datetime
) -> tuple[Shift, str]:
    """Open today's shift, or give an open one a new PIN; returns it with the PIN, which is shown once.

    Raises:
        BadShift: the slot is over for today.
    """
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    kept, ends_at, day = await passwords.hashed(pin), end_of(slot, now), now.astimezone(TAIPEI).date()
    async with database.transaction() as session:
        row = await repository.shift_of(session, day, slot)
        if row is None:
            row = ShiftRow(day=day, slot=slot, people="")
            session.add(row)
        row.pin_hash, row.opened_by, row.opened_at = kept, opened_by, now
        row.ends_at, row.closed_at = ends_at, None
        await session.flush()
        await repository.end_sessions(session, shift_id=row.id)
        shift = shift_of(row)
        audit_service.note(session, Event.SHIFT_OPENED, origin, now, shift.label)
    return shift, pin


async def close_shift(database: Database, shift_id: int, origin: ActionOrigin, now: datetime) -> None:
    """End a shift: its PIN and its sessions are worth nothing from now on.

    Raises:
        NotFound: there is no such shift.
    """
    async with database.transaction() as session:
        row = await session.get(ShiftRow, shift_id)
        if row is None:
            raise NotFound("沒有這個班")
        row.closed_at = now
        await repository.end_sessions(session, shift_id=shift_id)
        audit_service.note(session, Event.SHIFT_CLOSED, origin, now, shift_of(row).label)


async def open_now(database: Database, now: datetime) -> list[Shift]:
    """The shifts that volunteers can join, the newest first."""
    async with database.transaction() as session:
        return [shift_of(row) for row in await repository.open_shifts(session, now)]


async def get(database: Database, shift_id: int) -> Shift:
    """One shift.

    Raises:
        NotFound: there is none of this number.
    """
    async with database.transaction() as session:
        row = await session.get(ShiftRow, shift_id)
    if row is None:
        raise NotFound("沒有這個班")
    return shift_of(row)


async def latest(database: Database, limit: int) -> list[Shift]:
    """The latest shifts, the newest first."""
    async with database.transaction() as session:
        return [shift_of(row) for row in await repository.latest_shifts(session, limit)]


async def join(
    database: Database, secret: str, shift_id: int, name: str, pin: str, origin: ActionOrigin, now: datetime
) -> Opened:
    """Sign a volunteer in with the PIN of an open shift.

    Raises:
        BadShift: the name is missing, or PIN and shift do not go together.
        TooManyFailures: too many tries at this shift.
    """
    name = " ".join(name.split())[:_NAME_LIMIT]
    if not name:
        raise BadShift("請填您的姓名，值班紀錄會用到")
    key = throttle.key_of(secret, "shift", str(shift_id), origin.device.known_to(shift_owner(shift_id)))
    origin = replace(origin, who=f"{name}（志工）")
    async with database.transaction() as session:
        row = await session.get(ShiftRow, shift_id)
    subject = shift_of(row).label if row else "（沒有這個班）"
    await sign_in_service.take_try(database, key, origin, subject, now)
    is_open = row is not None and row.closed_at is None and now < row.ends_at
    is_right = await passwords.matches(pin.strip(), row.pin_hash if row and is_open else None)
    async with database.transaction() as session:
        if row is None or not is_right:
            audit_service.note(session, Event.REFUSED, origin, now, subject)
        else:
            await throttle.forget(session, key)
            await repository.note_joined(session, row.id, name)
            audit_service.note(session, Event.SIGNED_IN, origin, now, subject)
            token = session_service.begin(session, row, name, SignInStep.DONE, now)
            return Opened(token, SignInStep.DONE, shift_owner(row.id))
    raise BadShift("PIN 不對，或這一班已經結束；請向開班的承辦確認")
