"""Shifts: opened by staff, joined with a PIN, over when they are over."""

from datetime import datetime, timedelta
from http import HTTPStatus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import TAIPEI, utc_now
from core.database import Database
from core.errors import NotFound
from desk.auth import session_service, shift_service
from desk.auth.audit_service import ActionOrigin
from desk.auth.permissions import Role
from desk.auth.shift_service import BadShift, Slot, end_of
from desk.auth.throttle import FREE_FAILURES, TooManyFailures
from tests.desk.test_sign_in import NewBrowser
from tests.staff import csrf_of

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=TAIPEI)
BY = ActionOrigin("陳承辦（staff-1）", "10.0.0.1")
KEY = "key of the tests"


async def _join(
    database: Database, shift_id: int, pin: str, now: datetime = NOW, name: str = "林志工"
) -> str:
    return (await shift_service.join(database, KEY, shift_id, name, pin, BY, now)).token


async def test_a_volunteer_joins_with_the_pin_and_the_shift_knows_who_serves(database: Database) -> None:
    shift, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    assert len(pin) == 6 and pin.isdigit() and shift.label == "11/26（四）上午"
    token = await _join(database, shift.id, f" {pin} ")
    await _join(database, shift.id, pin, name="黃志工")
    await _join(database, shift.id, pin, name="林志工")
    signed_in = await session_service.current(database, token, NOW)
    assert signed_in is not None
    assert signed_in.staff.role is Role.VOLUNTEER and signed_in.staff.is_shift
    assert signed_in.staff.name == "林志工" and signed_in.shift_id == shift.id
    assert (await shift_service.get(database, shift.id)).people == ("林志工", "黃志工")


async def test_pin_and_sessions_end_with_the_shift(database: Database) -> None:
    shift, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    almost = datetime(2026, 11, 26, 12, 29, tzinfo=TAIPEI)
    token = await _join(database, shift.id, pin, almost)
    assert await session_service.current(database, token, almost) is not None
    over = almost + timedelta(minutes=1)
    assert await session_service.current(database, token, over) is None
    with pytest.raises(BadShift):
        await _join(database, shift.id, pin, over)
    assert await shift_service.open_now(database, over) == []


async def test_closing_ends_pin_and_sessions_at_once(database: Database) -> None:
    shift, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    token = await _join(database, shift.id, pin)
    await shift_service.close_shift(database, shift.id, BY, NOW)
    assert await session_service.current(database, token, NOW) is None
    with pytest.raises(BadShift):
        await _join(database, shift.id, pin)


async def test_opening_again_gives_a_new_pin_and_signs_the_old_volunteers_out(database: Database) -> None:
    shift, old = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    token = await _join(database, shift.id, old)
    same, new = await shift_service.open_shift(database, Slot.MORNING, "王督導", BY, NOW)
    assert same.id == shift.id and await session_service.current(database, token, NOW) is None
    if new != old:
        with pytest.raises(BadShift):
            await _join(database, shift.id, old)
    await _join(database, shift.id, new)


async def test_a_pin_opens_no_other_shift(database: Database) -> None:
    _, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    other, other_pin = await shift_service.open_shift(database, Slot.NOON, "陳承辦", BY, NOW)
    if pin != other_pin:
        with pytest.raises(BadShift):
            await _join(database, other.id, pin)


async def test_guessing_the_pin_is_slowed_down(database: Database) -> None:
    shift, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    wrong = f"{(int(pin) + 1) % 10**6:06}"
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(BadShift):
            await _join(database, shift.id, wrong)
    with pytest.raises(TooManyFailures):
        await _join(database, shift.id, pin)


@pytest.mark.parametrize("pin", ["", "000", "abcdef", "1" * 500])
async def test_odd_pins_and_unknown_shifts_are_refused(database: Database, pin: str) -> None:
    shift, _ = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    for shift_id in (shift.id, 999):
        with pytest.raises(BadShift):
            await _join(database, shift_id, pin)


async def test_a_volunteer_says_who_they_are(database: Database) -> None:
    shift, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    with pytest.raises(BadShift, match="姓名"):
        await _join(database, shift.id, pin, name="  ")


async def test_a_slot_that_is_over_is_not_opened(database: Database) -> None:
    with pytest.raises(BadShift, match="已經結束"):
        await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW.replace(hour=13))
    with pytest.raises(NotFound):
        await shift_service.close_shift(database, 1, BY, NOW)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(TAIPEI)), st.sampled_from(Slot)
)
def test_a_shift_ends_after_it_begins_and_within_a_day(now: datetime, slot: Slot) -> None:
    try:
        end = end_of(slot, now)
    except BadShift:
        assert slot is not Slot.EXTRA
    else:
        assert now < end <= now + timedelta(hours=18, minutes=30)


async def test_the_sign_in_page_offers_the_pin_where_a_shift_is_open(
    browser: NewBrowser, database: Database
) -> None:
    client = browser()
    assert "值班 PIN</label>" not in (await client.get("/desk/sign-in")).text
    shift, pin = await shift_service.open_shift(database, Slot.EXTRA, "陳承辦", BY, utc_now())
    form = (await client.get("/desk/sign-in")).text
    assert "陳承辦" not in form
    data = {"csrf": csrf_of(form), "shift": str(shift.id), "name": "林志工"}
    wrong = await client.post("/desk/sign-in/pin", data=data | {"pin": "x"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="林志工"' in wrong.text and "PIN 不對" in wrong.text
    done: httpx.Response = await client.post("/desk/sign-in/pin", data=data | {"pin": pin})
    assert done.headers["location"] == "/desk"
    account = await client.get("/desk/account")
    assert account.status_code == HTTPStatus.NOT_FOUND and "值班 PIN" in account.text
