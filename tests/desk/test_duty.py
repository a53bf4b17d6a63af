"""The duty log: counts, people, incidents, and the hand-over until somebody has read it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound
from desk.auth import shift_service
from desk.auth.audit_service import ActionOrigin
from desk.auth.permissions import Role, Staff
from desk.auth.shift_service import Slot
from desk.counter import service as counter
from desk.counter import visit_service
from desk.counter.models import UseRow
from desk.counter.service import ContactKind
from desk.counter.visit_service import BadCount, Counter, VisitOutcome
from desk.duty import handover_service, service
from desk.duty.service import BadLog
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=TAIPEI)
BY = ActionOrigin("陳承辦", "")
CLERK = Staff("staff-1", "陳承辦", Role.CLERK, "勞資關係科")
NEXT = Staff("shift-9", "黃志工", Role.VOLUNTEER, "服務台", is_shift=True)


@pytest.fixture(scope="session")
def catalogue(base: KnowledgeBase) -> Catalogue:
    return Catalogue(base, 1)


@pytest.fixture
async def shift_id(database: Database) -> int:
    shift, pin = await shift_service.open_shift(database, Slot.MORNING, "陳承辦", BY, NOW)
    await shift_service.join(database, "key", shift.id, "林志工", pin, BY, NOW)
    return shift.id


async def opened(database: Database, shift_id: int | None, entry: Entry, at: datetime) -> None:
    """Somebody at the counter of the shift opens an entry."""
    await visit_service.note(
        database, Counter("staff-1", shift_id), VisitOutcome.OPENED, at, entry.id, entry.category
    )


async def test_people_are_counted_not_what_is_opened_for_them(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    at, first, second = Counter("staff-1", shift_id), catalogue["overtime-pay"], catalogue["mediation-apply"]
    for entry in (first, second, first):
        await opened(database, shift_id, entry, NOW)
    for done in (VisitOutcome.PRINTED, VisitOutcome.REFERRED, VisitOutcome.NOT_FOUND):
        await visit_service.note(database, at, done, NOW)
    (tally,) = await counter.tallies(database, shift_id)
    assert (tally.topic, tally.total, tally.by_hand) == (first.category, 1, 0)
    async with database.transaction() as session:
        assert len(set(await session.scalars(select(UseRow.visit_id)))) == 1


async def test_the_next_person_is_another_and_so_is_who_comes_much_later(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    at, entry = Counter("staff-1", shift_id), catalogue["overtime-pay"]
    await opened(database, shift_id, entry, NOW)
    await visit_service.next_person(database, at, NOW)
    await opened(database, shift_id, entry, NOW)
    assert (await service.read(database, shift_id)).total == 2
    await opened(database, shift_id, entry, NOW + visit_service.SAME_PERSON)
    assert (await service.read(database, shift_id)).total == 3


async def test_the_switch_to_the_telephone_holds_until_it_is_switched_back(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    at = Counter("staff-1", shift_id)
    await opened(database, shift_id, catalogue["overtime-pay"], NOW)
    await visit_service.switch(database, at, ContactKind.PHONE, NOW)
    await visit_service.next_person(database, at, NOW)
    log = await service.read(database, shift_id)
    assert sum(tally.kinds.get(ContactKind.PHONE, 0) for tally in log.tallies) == log.total == 2


async def test_a_mistake_is_undone_and_the_count_never_goes_below_zero(
    database: Database, shift_id: int
) -> None:
    at = Counter("staff-1", shift_id)
    await visit_service.add(database, at, "工資", ContactKind.PHONE, 3, NOW)
    await visit_service.add(database, at, "工資", ContactKind.PHONE, 30, NOW)
    await visit_service.undo(database, at, NOW)
    assert (await service.read(database, shift_id)).total == 3
    await visit_service.undo(database, at, NOW)
    assert (await service.read(database, shift_id)).total == 0
    with pytest.raises(BadCount):
        await visit_service.undo(database, at, NOW)


async def test_nobody_undoes_what_somebody_else_has_counted(database: Database, shift_id: int) -> None:
    await visit_service.add(database, Counter("staff-1", shift_id), "工資", ContactKind.PHONE, 3, NOW)
    with pytest.raises(BadCount):
        await visit_service.undo(database, Counter("staff-2", shift_id), NOW)


@pytest.mark.parametrize("count", [-1, 0, 501, -501, 10**9])
async def test_a_count_that_cannot_be_right_is_refused(database: Database, shift_id: int, count: int) -> None:
    with pytest.raises(BadCount):
        await visit_service.add(database, Counter("staff-1", shift_id), "工資", ContactKind.PHONE, count, NOW)


async def test_recently_used_is_of_this_shift_the_latest_first(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    other, _ = await shift_service.open_shift(database, Slot.NOON, "陳承辦", BY, NOW)
    for minutes, entry_id in enumerate(("overtime-pay", "severance-pay", "overtime-pay")):
        at = NOW + timedelta(minutes=20 * minutes)
        await opened(database, shift_id, catalogue[entry_id], at)
    await opened(database, other.id, catalogue["mediation-apply"], NOW)
    found = await counter.recent(database, catalogue, shift_id, NOW)
    assert [entry.id for entry in found] == ["overtime-pay", "severance-pay"]


async def test_hot_entries_are_those_of_the_last_month_with_how_often(
    database: Database, catalogue: Catalogue, shift_id: int
) -> None:
    for minutes in (0, 20, 40):
        at = NOW + timedelta(minutes=minutes)
        await opened(database, shift_id, catalogue["severance-pay"], at)
    await opened(database, None, catalogue["overtime-pay"], NOW)
    await opened(database, None, catalogue["mediation-apply"], NOW - timedelta(days=40))
    found = await counter.hot(database, catalogue, NOW)
    assert [(entry.id, times) for entry, times in found] == [("severance-pay", 3), ("overtime-pay", 1)]


async def test_an_entry_that_was_withdrawn_is_neither_recent_nor_hot(
    database: Database, base: KnowledgeBase, catalogue: Catalogue, shift_id: int
) -> None:
    await opened(database, shift_id, catalogue["severance-pay"], NOW)
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


async def test_the_hand_over_is_shown_to_others_until_they_have_read_it(
    database: Database, shift_id: int
) -> None:
    await handover_service.write(database, shift_id, "表單要補印，電話 0912345678", CLERK, NOW)
    assert await handover_service.unread(database, CLERK, NOW) == []
    (note,) = await handover_service.unread(database, NEXT, NOW)
    assert note.text == "表單要補印，電話 〔手機〕" and note.written_by == "陳承辦"
    await handover_service.acknowledge(database, shift_id, note.written_at.isoformat(), NEXT, NOW)
    assert await handover_service.unread(database, NEXT, NOW) == []
    log = await service.read(database, shift_id)
    assert [reading.name for reading in log.readers] == ["黃志工"]
    assert log.notes is not None and log.notes.handover == note.text


async def test_what_one_person_has_read_is_still_shown_to_the_others(
    database: Database, shift_id: int
) -> None:
    await handover_service.write(database, shift_id, "表單要補印", CLERK, NOW)
    (note,) = await handover_service.unread(database, NEXT, NOW)
    await handover_service.acknowledge(database, shift_id, note.written_at.isoformat(), NEXT, NOW)
    third = replace(NEXT, name="周志工")
    assert len(await handover_service.unread(database, third, NOW)) == 1
    next_shift = replace(NEXT, id="shift-999")
    assert await handover_service.unread(database, next_shift, NOW) == []
    assert (
        await handover_service.unread(database, third, NOW + handover_service.SHOWN + timedelta(days=1)) == []
    )


async def test_a_note_that_changed_meanwhile_has_still_to_be_read(database: Database, shift_id: int) -> None:
    await handover_service.write(database, shift_id, "第一版", CLERK, NOW)
    (seen,) = await handover_service.unread(database, NEXT, NOW)
    await handover_service.write(database, shift_id, "第二版", CLERK, NOW + timedelta(minutes=1))
    await handover_service.acknowledge(database, shift_id, seen.written_at.isoformat(), NEXT, NOW)
    assert [note.text for note in await handover_service.unread(database, NEXT, NOW)] == ["第二版"]


async def test_an_emptied_note_is_not_shown(database: Database, shift_id: int) -> None:
    await handover_service.write(database, shift_id, "有事", CLERK, NOW)
    await handover_service.write(database, shift_id, "  ", CLERK, NOW)
    assert await handover_service.unread(database, NEXT, NOW) == []


async def test_there_is_no_log_without_a_shift(database: Database) -> None:
    with pytest.raises(NotFound):
        await service.read(database, 12345)
