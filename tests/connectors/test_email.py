"""E-mail through the outbox: the same promises as any channel, and nothing to read in the queue."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from cases.messaging import Fate
from connectors import repository
from connectors.models import DeliveryState, LaneRow, OutboxRow
from connectors.repository import channels, dead_letters
from core.clock import utc_now
from core.mail import Mail, Mailer, MailUnauthorized
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms.smtp import MailFault, SmtpPlatform, mail_server
from tests.platforms.telegram import TelegramPlatform

TO, SUBJECT, TEXT = "ming@example.tw", "您的案件已受理", "案件編號在這裡"


@pytest.fixture
def smtp() -> Iterator[SmtpPlatform]:
    """A running mail server."""
    with mail_server() as server:
        yield server


@pytest.fixture
async def mail(make_desk: MakeDesk, smtp: SmtpPlatform) -> AsyncIterator[Desk]:
    """The app's side, with e-mail; a first retry comes after a few hundredths of a second."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield make_desk(
        stand_in,
        smtp_url=smtp.url,
        mail_from="勞工局 <noreply@labor.example>",
        mail_bounce_address="returned@labor.example",
        mail_bounce_token="shared",
        retry_seconds=0.0005,
    )
    stand_in.stop()


async def _send(desk: Desk, address: str = TO) -> tuple[int, ...]:
    async with desk.database.transaction() as session:
        ids = await desk.sender.mail(session, address, SUBJECT, TEXT, utc_now())
    desk.lanes.wake()
    await desk.settle()
    return ids


async def _fate(desk: Desk, ids: tuple[int, ...]) -> Fate:
    async with desk.database.transaction() as session:
        return (await desk.sender.fates(session, ids))[ids[0]]


async def test_a_letter_arrives_once_and_is_forgotten(mail: Desk, smtp: SmtpPlatform) -> None:
    ids = await _send(mail)
    assert await _fate(mail, ids) is Fate.ARRIVED
    assert [message["subject"] for message in smtp.taken] == [SUBJECT]
    (row,) = await mail.outbox()
    assert row.payload == {}


async def test_the_queue_names_nobody(mail: Desk) -> None:
    async with mail.database.transaction() as session:
        await mail.sender.mail(session, TO, SUBJECT, TEXT, utc_now())
        row = await session.scalar(select(OutboxRow))
        lane = await session.scalar(select(LaneRow))
    assert row and lane
    kept = f"{row.payload} {lane.user_id}"
    assert not any(word in kept for word in (TO, "ming", "example", SUBJECT, TEXT))


async def test_one_person_has_one_lane_however_the_address_is_typed(mail: Desk) -> None:
    await _send(mail, "Ming@Example.tw")
    await _send(mail, "ming@example.tw")
    async with mail.database.transaction() as session:
        assert len(list(await session.scalars(select(LaneRow.id)))) == 1


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
    async with mail.database.transaction() as session:
        await session.execute(update(OutboxRow).values(state=DeliveryState.SENDING))
        lane = await session.scalar(select(LaneRow))
        assert lane
        await repository.lane_of(session, "email", lane.user_id, utc_now())
    mail.lanes.wake()
    await mail.settle()
    assert len(smtp.taken) == 1
    assert (await mail.outbox())[0].state == DeliveryState.UNKNOWN


async def test_a_dead_letter_is_replayed_on_demand(mail: Desk, smtp: SmtpPlatform) -> None:
    smtp.faults.append(MailFault.NO_SUCH_USER)
    (number,) = await _send(mail)
    async with mail.database.transaction() as session:
        await dead_letters.replay(session, await session.get_one(OutboxRow, number), utc_now())
    mail.lanes.wake()
    await mail.settle()
    assert len(smtp.taken) == 1


async def _hand_on(desk: Desk, report: bytes, shown: str = "shared") -> int:
    headers = {"authorization": f"Bearer {shown}", "content-type": "message/rfc822"}
    status = (await desk.http.post("/webhooks/email", content=report, headers=headers)).status_code
    await desk.settle()
    return status


@pytest.mark.parametrize("headers_alone", [False, True])
async def test_a_letter_that_comes_back_has_failed(
    mail: Desk, smtp: SmtpPlatform, headers_alone: bool
) -> None:
    ids = await _send(mail)
    report = smtp.report(smtp.taken[0], headers_alone=headers_alone)
    for _ in range(2):  # a server hands it on twice when it is not sure
        assert await _hand_on(mail, report) == 200
    assert await _fate(mail, ids) is Fate.FAILED
    assert (await mail.outbox())[0].reason == "returned 5.1.1"
    kept = [f"{row.payload} {row.event_id}" for row in await mail.inbox()]
    assert len(kept) == 1 and "ming" not in kept[0]


async def test_a_letter_that_is_only_late_has_not_failed(mail: Desk, smtp: SmtpPlatform) -> None:
    ids = await _send(mail)
    assert await _hand_on(mail, smtp.report(smtp.taken[0], action="delayed")) == 200
    assert await _fate(mail, ids) is Fate.ARRIVED


@pytest.mark.parametrize("other", [b"", b"\xff\xfe", b"Subject: vacation\n\nI am away", b"From: <>\n" * 1000])
async def test_any_other_mail_changes_nothing(mail: Desk, other: bytes) -> None:
    ids = await _send(mail)
    assert await _hand_on(mail, other) == 200
    assert await _fate(mail, ids) is Fate.ARRIVED and await mail.inbox() == []


@pytest.mark.parametrize("kind", ["holiday notice", "report about a report"])
async def test_what_machines_write_about_a_letter_that_arrived_changes_and_sends_nothing(
    mail: Desk, smtp: SmtpPlatform, kind: str
) -> None:
    """odoo/odoo#66329, faveo-helpdesk#150, freescout#4806: such mail was answered, and the answer came back."""
    ids = await _send(mail)
    letter = smtp.taken[0]
    if kind == "holiday notice":
        head = f"From: {TO}\nAuto-Submitted: auto-replied\nIn-Reply-To: {letter['message-id']}\n"
        content = f"{head}References: {letter['message-id']}\nSubject: Failed: I am away\n\n".encode()
    else:
        other = EmailMessage()
        other["to"], other["message-id"] = "mailer-daemon@example.tw", "<report-1@mx.example>"
        content = smtp.report(other)
    assert await _hand_on(mail, content) == 200
    await mail.settle()
    assert await _fate(mail, ids) is Fate.ARRIVED
    assert await mail.inbox() == [] and len(await mail.outbox()) == len(smtp.taken) == 1


async def test_only_our_own_mail_server_hands_on_what_came_back(mail: Desk, smtp: SmtpPlatform) -> None:
    ids = await _send(mail)
    report = smtp.report(smtp.taken[0])
    assert await _hand_on(mail, report, "guessed") == 401
    assert (await mail.http.post("/webhooks/email", content=report)).status_code == 401
    assert await _fate(mail, ids) is Fate.ARRIVED


async def test_letters_come_back_to_an_address_of_their_own(mail: Desk, smtp: SmtpPlatform) -> None:
    await _send(mail)
    assert smtp.senders == ["returned@labor.example"]
    assert "noreply@labor.example" in str(smtp.taken[0]["from"])


async def test_a_password_that_the_server_does_not_take_pauses_the_letters_and_fails_none(
    mail: Desk, smtp: SmtpPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "PROBE", timedelta(seconds=0.3))
    real, wrong = Mailer.send, iter([MailUnauthorized("SMTP 535")] * 12)

    async def send(self: Mailer, letter: Mail, now: datetime) -> None:
        if (error := next(wrong, None)) is not None:
            raise error
        await real(self, letter, now)

    monkeypatch.setattr(Mailer, "send", send)
    ids = await _send(mail)
    assert await _fate(mail, ids) is Fate.ARRIVED and (await mail.outbox())[0].attempts == 1
    assert await mail.inbox() == []


@pytest.mark.parametrize("address", ["", "王小明", "a@b\r\nBcc: c@d.tw", "a@b.tw, c@d.tw"])
async def test_what_is_no_address_is_not_queued(mail: Desk, address: str) -> None:
    assert not mail.sender.reach_by_mail(address).ok
    assert await _send(mail, address) == ()
    assert await mail.outbox() == []
