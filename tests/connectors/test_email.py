"""E-mail through the outbox: the same promises as any channel, and nothing to read in the queue."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import select, update

from cases.ways import Fate
from connectors import letters, repository
from connectors.models import DeliveryState, LaneRow, OutboxRow
from core.clock import utc_now
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms.smtp import MailFault, SmtpPlatform
from tests.platforms.telegram import TelegramPlatform

TO, SUBJECT, TEXT = "ming@example.tw", "您的案件已受理", "案件編號在這裡"


@pytest.fixture
def smtp() -> Iterator[SmtpPlatform]:
    """A running mail server."""
    server = SmtpPlatform()
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def mail(make_desk: MakeDesk, smtp: SmtpPlatform) -> AsyncIterator[Desk]:
    """The app's side, with e-mail; a first retry comes after a few hundredths of a second."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield make_desk(
        stand_in, smtp_url=smtp.url, mail_from="勞工局 <noreply@labor.example>", retry_seconds=0.0005
    )
    stand_in.stop()


async def _send(desk: Desk, address: str = TO) -> tuple[int, ...]:
    async with desk.database.transaction() as db:
        ids = await desk.sender.mail(db, address, SUBJECT, TEXT, utc_now())
    desk.lanes.wake()
    await desk.settle()
    return ids


async def _fate(desk: Desk, ids: tuple[int, ...]) -> Fate:
    async with desk.database.transaction() as db:
        return (await desk.sender.fates(db, ids))[ids[0]]


async def test_a_letter_arrives_once_and_is_forgotten(mail: Desk, smtp: SmtpPlatform) -> None:
    ids = await _send(mail)
    assert await _fate(mail, ids) is Fate.ARRIVED
    assert [message["subject"] for message in smtp.taken] == [SUBJECT]
    (row,) = await mail.outbox()
    assert row.payload == {}


async def test_the_queue_names_nobody(mail: Desk) -> None:
    async with mail.database.transaction() as db:
        await mail.sender.mail(db, TO, SUBJECT, TEXT, utc_now())
        row = await db.scalar(select(OutboxRow))
        lane = await db.scalar(select(LaneRow))
    assert row and lane
    kept = f"{row.payload} {lane.user_id}"
    assert not any(word in kept for word in (TO, "ming", "example", SUBJECT, TEXT))


async def test_one_person_has_one_lane_however_the_address_is_typed(mail: Desk) -> None:
    await _send(mail, "Ming@Example.tw")
    await _send(mail, "ming@example.tw")
    async with mail.database.transaction() as db:
        assert len(list(await db.scalars(select(LaneRow.id)))) == 1


@pytest.mark.parametrize(
    "fault", [MailFault.GREYLISTED, MailFault.BUSY_AFTER_DATA, MailFault.DROP_BEFORE_DATA]
)
async def test_what_passes_is_tried_again_and_arrives_once(
    mail: Desk, smtp: SmtpPlatform, fault: MailFault
) -> None:
    smtp.faults.extend([fault, fault])
    ids = await _send(mail)
    assert await _fate(mail, ids) is Fate.ARRIVED
    assert len(smtp.taken) == 1 and (await mail.outbox())[0].attempts == 3


async def test_a_final_no_is_a_dead_letter_with_its_reason(mail: Desk, smtp: SmtpPlatform) -> None:
    smtp.faults.append(MailFault.NO_SUCH_USER)
    ids = await _send(mail)
    assert await _fate(mail, ids) is Fate.FAILED
    (row,) = await mail.outbox()
    assert row.reason == "SMTP 550" and row.attempts == 1


async def test_a_letter_that_may_have_been_taken_is_not_sent_twice(mail: Desk, smtp: SmtpPlatform) -> None:
    smtp.faults.append(MailFault.DROP_AFTER_DATA)
    ids = await _send(mail)
    assert await _fate(mail, ids) is Fate.UNKNOWN
    assert len(smtp.taken) == 1


async def test_a_letter_whose_process_was_killed_while_it_spoke_is_not_sent_twice(
    mail: Desk, smtp: SmtpPlatform
) -> None:
    await _send(mail)
    async with mail.database.transaction() as db:
        await db.execute(update(OutboxRow).values(state=DeliveryState.SENDING))
        lane = await db.scalar(select(LaneRow))
        assert lane
        await repository.lane_of(db, "email", lane.user_id, utc_now())
    mail.lanes.wake()
    await mail.settle()
    assert len(smtp.taken) == 1
    assert (await mail.outbox())[0].state == DeliveryState.UNKNOWN


async def test_a_dead_letter_is_replayed_on_demand(mail: Desk, smtp: SmtpPlatform) -> None:
    smtp.faults.append(MailFault.NO_SUCH_USER)
    (number,) = await _send(mail)
    async with mail.database.transaction() as db:
        await letters.replay(db, await db.get_one(OutboxRow, number), utc_now())
    mail.lanes.wake()
    await mail.settle()
    assert len(smtp.taken) == 1


async def test_no_webhook_comes_in_by_mail(mail: Desk) -> None:
    assert (await mail.http.post("/webhooks/email", content=b"{}")).status_code == 401
    assert await mail.inbox() == []


@pytest.mark.parametrize("address", ["", "王小明", "a@b\r\nBcc: c@d.tw", "a@b.tw, c@d.tw"])
async def test_what_is_no_address_is_not_queued(mail: Desk, address: str) -> None:
    assert not mail.sender.reach_by_mail(address).ok
    assert await _send(mail, address) == ()
    assert await mail.outbox() == []
