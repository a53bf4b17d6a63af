"""The duty log: counts, people, incidents, and the hand-over until somebody has read it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound
from desk.auth import shifts
from desk.auth.audit import Origin
from desk.auth.permissions import Role, Staff
from desk.auth.shifts import Slot
from desk.counter import service as counter
from desk.counter.service import BadCount, Kind
from desk.duty import handover, service
from desk.duty.service import BadLog
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=TAIPEI)
BY = Origin("陳承辦", "")
CLERK = Staff("staff-1", "陳承辦", Role.CLERK, "勞資關係科")
NEXT = Staff("shift-9", "黃志工", Role.VOLUNTEER, "服務台", is_shift=True)


@pytest.fixture(scope="session")
def catalogue(base: KnowledgeBase) -> Catalogue:
    return Catalogue(base, 1)


@pytest.fixture
async def shift_id(database: Database) -> int:
    shift, pin = await shifts.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    await shifts.join(database, "key", shift.id, "林志工", pin, BY, NOW)
    return shift.id


async def test_an_opened_entry_is_counted_once_a_citizen(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    entry = catalogue["overtime-pay"]
    for minutes in (0, 1, 2, 6):
        await counter.count_use(database, shift_id, entry, NOW + timedelta(minutes=minutes))
    (tally,) = await counter.tallies(database, shift_id)
    assert (tally.topic, tally.total, tally.by_hand) == (entry.category, 2, 0)


async def test_counts_by_hand_add_up_with_those_counted_by_themselves(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    await counter.count_use(database, shift_id, catalogue["overtime-pay"], NOW)
    topic = catalogue["overtime-pay"].category
    await counter.count_by_hand(database, shift_id, topic, Kind.PHONE, 3, NOW)
    await counter.count_by_hand(database, shift_id, topic, Kind.PHONE, -1, NOW)
    await counter.count_by_hand(database, shift_id, "其他", Kind.OTHER, 1, NOW)
    log = await service.read(database, shift_id)
    assert log.total == 4
    assert log.tallies[0].kinds == {Kind.COUNTER: 1, Kind.PHONE: 2} and log.tallies[0].by_hand == 2


@pytest.mark.parametrize("count", [0, 501, -501, 10**9])
async def test_a_count_that_cannot_be_right_is_refused(database: Database, shift_id: int, count: int) -> None:
    with pytest.raises(BadCount):
        await counter.count_by_hand(database, shift_id, "工資", Kind.PHONE, count, NOW)


async def test_recently_used_is_of_this_shift_the_latest_first(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    other, _ = await shifts.open_shift(database, Slot.NOON, "陳承辦", BY, NOW)
    for minutes, entry_id in enumerate(("overtime-pay", "severance-pay", "overtime-pay")):
        at = NOW + timedelta(minutes=4 * minutes)
        await counter.count_use(database, shift_id, catalogue[entry_id], at)
    await counter.count_use(database, other.id, catalogue["mediation-apply"], NOW)
    found = await counter.recent(database, catalogue, shift_id, NOW)
    assert [entry.id for entry in found] == ["overtime-pay", "severance-pay"]


async def test_hot_entries_are_those_of_the_last_month_with_how_often(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    for minutes in (0, 5, 10):
        at = NOW + timedelta(minutes=minutes)
        await counter.count_use(database, shift_id, catalogue["severance-pay"], at)
    await counter.count_use(database, None, catalogue["overtime-pay"], NOW)
    await counter.count_use(database, None, catalogue["mediation-apply"], NOW - timedelta(days=40))
    found = await counter.hot(database, catalogue, NOW)
    assert [(entry.id, times) for entry, times in found] == [("severance-pay", 3), ("overtime-pay", 1)]


async def test_an_entry_that_was_withdrawn_is_neither_recent_nor_hot(
    database: Database, base: KnowledgeBase, catalogue: Catalogue, shift_id: int
) -> None:
    await counter.count_use(database, shift_id, catalogue["severance-pay"], NOW)
    fewer = tuple(one for one in base.located if one.entry.id != "severance-pay")
    without = Catalogue(replace(base, located=fewer), 2)
    assert await counter.recent(database, without, shift_id, NOW) == ()
    assert await counter.hot(database, without, NOW) == ()


async def test_the_people_are_those_who_joined_until_somebody_corrects_them(
    database: Database, shift_id: int
) -> None:
    assert (await service.read(database, shift_id)).people == "林志工"
    await service.set_people(database, shift_id, " 林志工、\n吳志工（遲到） ")
    assert (await service.read(database, shift_id)).people == "林志工、 吳志工（遲到）"


async def test_incidents_are_masked_and_in_order(database: Database, shift_id: int) -> None:
    await service.add_incident(database, shift_id, "民眾 A123456789 昏倒", "林志工", NOW)
    await service.add_incident(database, shift_id, "救護車已到", "林志工", NOW)
    texts = [incident.text for incident in (await service.read(database, shift_id)).incidents]
    assert texts == ["民眾 〔證號〕 昏倒", "救護車已到"]
    for text in ("", "  ", "字" * 501):
        with pytest.raises(BadLog):
            await service.add_incident(database, shift_id, text, "林志工", NOW)


async def test_the_hand_over_is_shown_to_others_until_one_has_read_it(
    database: Database, shift_id: int
) -> None:
    await handover.write(database, shift_id, "表單要補印，電話 0912345678", CLERK, NOW)
    assert await handover.unread(database, CLERK) == []
    (note,) = await handover.unread(database, NEXT)
    assert note.text == "表單要補印，電話 〔手機〕" and note.written_by == "陳承辦"
    await handover.acknowledge(database, shift_id, note.written_at.isoformat(), NEXT, NOW)
    assert await handover.unread(database, NEXT) == []
    kept = (await service.read(database, shift_id)).notes
    assert kept is not None and kept.read_by == "黃志工" and kept.handover == note.text


async def test_a_note_that_changed_meanwhile_has_still_to_be_read(database: Database, shift_id: int) -> None:
    await handover.write(database, shift_id, "第一版", CLERK, NOW)
    (seen,) = await handover.unread(database, NEXT)
    await handover.write(database, shift_id, "第二版", CLERK, NOW + timedelta(minutes=1))
    await handover.acknowledge(database, shift_id, seen.written_at.isoformat(), NEXT, NOW)
    assert [note.text for note in await handover.unread(database, NEXT)] == ["第二版"]


async def test_an_emptied_note_is_not_shown(database: Database, shift_id: int) -> None:
    await handover.write(database, shift_id, "有事", CLERK, NOW)
    await handover.write(database, shift_id, "  ", CLERK, NOW)
    assert await handover.unread(database, NEXT) == []


async def test_there_is_no_log_without_a_shift(database: Database) -> None:
    with pytest.raises(NotFound):
        await service.read(database, 12345)
