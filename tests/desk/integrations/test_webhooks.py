"""Webhooks out: what is told, to whom, signed how; what happens to somebody who does not answer."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.handover.schemas import Agent
from cases.schemas import Action
from cases.undo_send_service import HOLD
from connectors import statistics
from connectors.contract import Delivery
from connectors.models import OutboxRow
from connectors.outbox import MOST_ATTEMPTS
from connectors.webhooks.addresses import Addresses, BadAddress, is_public
from connectors.webhooks.connector import WebhookConnector
from connectors.webhooks.models import WebhookRow
from connectors.webhooks.service import BadWebhook, Webhooks
from core.clock import utc_now
from core.models import SystemEventRow
from core.system_events import SystemEvent
from tests.cases.conftest import CHIEF, STATEMENT
from tests.desk.integrations.conftest import Receiver, registered, told
from tests.desk.world import UNIT, World


def kinds(receiver: Receiver) -> list[str]:
    return [json.loads(body)["type"] for _, body in receiver.got]


async def test_what_happens_to_a_case_is_told_in_order_without_a_word_of_the_person(
    linked: World, receiver: Receiver
) -> None:
    await registered(linked, receiver)
    now = utc_now()
    case_id = await linked.case(STATEMENT)
    await linked.cases.act(case_id, Action.ACCEPT, CHIEF, now)
    await linked.cases.act(case_id, Action.ASSIGN, CHIEF, now, unit=UNIT, person=CHIEF.id)
    await linked.cases.act(case_id, Action.NOTE, CHIEF, now, text="只給同仁看")
    await linked.cases.act(case_id, Action.ANSWER, CHIEF, now, text="已經處理好了")
    await told(linked)
    assert kinds(receiver) == ["case.received", "case.accepted", "case.assigned", "case.replied"]
    last = json.loads(receiver.got[-1][1])
    assert set(last["data"]) == {"number", "kind", "state", "unit", "filed_at", "due_on"}
    assert last["data"]["state"] == "answered" and last["data"]["unit"] == UNIT
    everything = "".join(body for _, body in receiver.got)
    for private in (STATEMENT.name, STATEMENT.phone, STATEMENT.what, STATEMENT.employer, "科長", "處理好"):
        assert private not in everything


async def test_a_conversation_with_a_person_is_told_without_its_id(linked: World, receiver: Receiver) -> None:
    await registered(linked, receiver)
    await linked.waiting("line:U1234567")
    clerk = Agent("staff-1", "陳承辦")
    assert await linked.handover.take(clerk, utc_now())
    await linked.handover.hand_back(clerk, "line:U1234567", utc_now())
    await told(linked)
    assert kinds(receiver) == ["conversation.waiting", "conversation.taken", "conversation.closed"]
    assert not any("U1234567" in body or "陳承辦" in body for _, body in receiver.got)


async def test_a_message_is_signed_as_standard_webhooks_says(linked: World, receiver: Receiver) -> None:
    webhook_id, secret = await registered(linked, receiver)
    async with linked.database.transaction() as session:
        await linked.services.webhooks.ping(session, webhook_id, utc_now())
    await told(linked)
    ((headers, _),) = receiver.got
    assert secret.startswith("whsec_") and headers["webhook-signature"] == _fitting(receiver, secret)
    assert abs(int(headers["webhook-timestamp"]) - utc_now().timestamp()) < 60


async def test_while_a_secret_is_changed_the_old_and_the_new_one_sign(
    linked: World, receiver: Receiver
) -> None:
    webhook_id, old = await registered(linked, receiver)
    new = await _changed(linked, webhook_id, at_once=False)
    (signatures,) = await _signatures(linked, receiver, webhook_id)
    assert signatures == [_fitting(receiver, secret) for secret in (new, old)]
    async with linked.database.transaction() as session:
        await session.execute(update(WebhookRow).values(old_until=utc_now()))
    *_, signatures = await _signatures(linked, receiver, webhook_id)
    assert signatures == [_fitting(receiver, new)]


async def test_a_secret_that_leaked_signs_no_more_at_once(linked: World, receiver: Receiver) -> None:
    webhook_id, _ = await registered(linked, receiver)
    new = await _changed(linked, webhook_id, at_once=True)
    (signatures,) = await _signatures(linked, receiver, webhook_id)
    assert signatures == [_fitting(receiver, new)]


async def _changed(world: World, webhook_id: int, at_once: bool) -> str:
    async with world.database.transaction() as session:
        _, secret = await world.services.webhooks.change_secret(session, webhook_id, at_once, utc_now())
    return secret


async def _signatures(world: World, receiver: Receiver, webhook_id: int) -> list[list[str]]:
    """The signatures of each message so far, after one more."""
    async with world.database.transaction() as session:
        await world.services.webhooks.ping(session, webhook_id, utc_now())
    await told(world)
    return [headers["webhook-signature"].split(" ") for headers, _ in receiver.got]


def _fitting(receiver: Receiver, secret: str) -> str:
    """The signature of the last message by ``secret``."""
    headers, body = receiver.got[-1]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


async def test_a_refused_message_is_sent_again_with_the_same_id(linked: World, receiver: Receiver) -> None:
    webhook_id, _ = await registered(linked, receiver)
    receiver.statuses = [503, 302]
    async with linked.database.transaction() as session:
        await linked.services.webhooks.ping(session, webhook_id, utc_now())
    await told(linked)
    while len(receiver.got) < 3:
        await told(linked)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    (sent,) = await linked.services.webhooks.log(webhook_id, 9)
    assert (sent.state, sent.attempts) == ("accepted", 3)


@pytest.mark.parametrize(("status", "tries"), [(500, MOST_ATTEMPTS - 1), (410, 0)])
async def test_who_does_not_answer_is_turned_off_with_an_alarm_and_hears_the_rest_when_turned_on(
    linked: World, receiver: Receiver, status: int, tries: int
) -> None:
    webhook_id, _ = await registered(linked, receiver)
    webhooks, now = linked.services.webhooks, utc_now()
    async with linked.database.transaction() as session:
        await webhooks.ping(session, webhook_id, now)
        await session.execute(update(OutboxRow).values(attempts=tries))
    receiver.statuses = [status]
    await told(linked)
    await linked.case(STATEMENT)  # nobody is told any more
    await told(linked)
    (shown,) = await webhooks.all()
    assert shown.off_reason == f"HTTP {status}" and len(receiver.got) == 1
    async with linked.database.transaction() as session:
        failed_letters = (await statistics.traffic(session, now, utc_now())).failed
        assert await statistics.stopped_webhooks(session) == 1 and failed_letters == 0
    (failed,) = await webhooks.log(webhook_id, 9)
    async with linked.database.transaction() as session:
        await webhooks.switch(session, webhook_id, True, utc_now())
        await webhooks.resend(session, webhook_id, failed.id, utc_now())
        assert await statistics.stopped_webhooks(session) == 0
    await told(linked)
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [failed.message_id] * 2
    assert (await webhooks.all())[0].off_at is None


async def test_only_what_was_chosen_is_told(linked: World, receiver: Receiver) -> None:
    await registered(linked, receiver, SystemEvent.CASE_CLOSED)
    await linked.case(STATEMENT)
    await told(linked)
    async with linked.database.transaction() as session:
        left = await session.scalar(select(func.count()).select_from(SystemEventRow))
    assert receiver.got == [] and left == 0


async def test_what_was_taken_back_in_time_is_not_told(linked: World, receiver: Receiver) -> None:
    await registered(linked, receiver)
    now = utc_now() - 2 * HOLD
    case_id = await linked.case(STATEMENT, "one", now)
    await linked.cases.act(case_id, Action.ACCEPT, CHIEF, now, hold=HOLD)
    await told(linked, now)
    await linked.cases.take_back(case_id, CHIEF, now + timedelta(seconds=1))
    await told(linked)
    assert kinds(receiver) == ["case.received"]


async def test_what_was_told_and_taken_back_is_corrected(linked: World, receiver: Receiver) -> None:
    await registered(linked, receiver)
    now = utc_now() - HOLD
    case_id = await linked.case(STATEMENT, "one", now)
    await linked.cases.act(case_id, Action.ACCEPT, CHIEF, now)
    await told(linked)
    await linked.cases.take_back(case_id, CHIEF, now + timedelta(seconds=1))
    await told(linked)
    assert kinds(receiver)[1:] == ["case.accepted", "case.taken_back"]
    assert json.loads(receiver.got[-1][1])["data"]["state"] == "received"


async def test_address_and_secret_are_sealed(linked: World, receiver: Receiver) -> None:
    webhook_id, secret = await registered(linked, receiver)
    async with linked.database.engine.connect() as connection:
        stored = str((await connection.exec_driver_sql("SELECT address, secret FROM webhook")).all())
    assert webhook_id and secret not in stored and "127.0.0.1" not in stored


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/hook",
        "https://user:word@example.com/",
        "ftp://example.com/",
        "example.com",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1:8443/",
        "https://0.0.0.0/",
    ],
)
async def test_nothing_is_sent_into_the_inside(address: str) -> None:
    with pytest.raises(BadAddress):
        await Addresses().destination(address)


async def test_a_public_address_is_asked_at_the_address_that_was_checked() -> None:
    found = await Addresses().destination("https://93.184.215.14:8443/hook?token=1")
    assert (found.host, found.server_name) == ("93.184.215.14:8443", "93.184.215.14")
    assert found.url.host == "93.184.215.14" and is_public("2606:4700::1111")


async def test_a_host_that_became_private_is_not_asked(linked: World, receiver: Receiver) -> None:
    webhook_id, _ = await registered(linked, receiver)
    connector = WebhookConnector(linked.database, linked.vault, Addresses(), 1.0)
    delivery = Delivery(1, str(webhook_id), {"id": "msg_1", "body": "{}"}, "key")
    result = await connector.send(delivery, utc_now())
    await connector.close()
    assert (result.outcome, result.reason, receiver.got) == ("failed", "host not allowed", [])


async def test_practice_registers_nothing(linked: World, receiver: Receiver) -> None:
    off = Webhooks(linked.database, linked.vault, Addresses(), is_on=False)
    async with linked.database.transaction() as session:
        with pytest.raises(BadWebhook):
            await off.register(session, "練習", "https://example.com/", (), "tests", utc_now())
