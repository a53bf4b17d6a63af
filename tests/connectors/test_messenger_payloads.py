"""Messenger's real payloads: clocks that are wrong, answers that tell nothing, echoes of anybody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.models import ConversationRow
from connectors.contract import EventKind
from connectors.facebook.reading import _written_at
from connectors.models import DeliveryState, LaneRow
from connectors.signatures import hex_digest
from core.clock import utc_now
from tests.connectors.conftest import Desk
from tests.connectors.payloads import arrive, load, names
from tests.one_database import database  # noqa: F401
from tests.platforms.base import Answer
from tests.platforms.facebook import SECRET, FacebookPlatform

USER = "7001"
NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


@pytest.fixture
def platform() -> Iterator[FacebookPlatform]:
    """A running Messenger."""
    stand_in = FacebookPlatform()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.mark.parametrize("name", names("facebook", "timestamp_*"))
async def test_what_has_just_come_in_is_answered_whatever_its_clock_says(desk: Desk, name: str) -> None:
    assert await arrive(desk, load("facebook", name)) == 200
    assert any("資遣費怎麼計算？" in text for text in desk.platform.texts_to(USER))
    assert {row.state for row in await desk.outbox()} == {DeliveryState.ACCEPTED}
    async with desk.database.transaction() as session:
        heard = (await session.scalars(select(LaneRow.heard_at))).one()
    assert heard is not None and utc_now() - heard < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        (int(NOW.timestamp() * 1000) - 5, NOW - timedelta(milliseconds=5)),
        (int(NOW.timestamp()) - 5, NOW - timedelta(seconds=5)),
        (0, NOW),
        (1, NOW),
        (-1, NOW),
        (None, NOW),
        ("1795990000", NOW),
        (10**30, NOW),
    ],
)
def test_an_event_is_dated_in_milliseconds_seconds_or_now(timestamp: object, at: datetime) -> None:
    assert _written_at(timestamp, NOW) == at


TAKEN = b'{"recipient_id": "7001", "message_id": "m_out"}'


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"error": {"code": 2, "is_transient": true}}'),
        (502, b"<html>Bad Gateway</html>"),
        (503, b""),
        (504, b'{"error": {"code": 1200}}'),
        (200, b"<html>"),
        (200, b""),
        (200, b"[]"),
    ],
)
async def test_an_answer_that_may_come_after_the_message_was_taken_is_not_followed_by_a_second_one(
    desk: Desk, status: int, body: bytes
) -> None:
    desk.platform.answers.append(Answer(status, body))
    await arrive(desk, load("facebook", "thanks"))
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.UNKNOWN, 1)]


async def test_a_limit_by_its_name_is_waited_for(desk: Desk) -> None:
    desk.platform.answers.extend([Answer(400, b'{"error": {"code": 613}}'), Answer(200, TAKEN)])
    await arrive(desk, load("facebook", "thanks"))
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.ACCEPTED, 2)]


async def test_a_batch_of_a_thousand_updates_is_taken(desk: Desk) -> None:
    body = load("facebook", "thanks")
    (event,) = body["entry"][0]["messaging"]
    deleted = {"is_deleted": True}  # nothing to answer: it is the size that counts
    body["entry"][0]["messaging"] = [
        event | {"message": {"mid": f"m_{number}", "text": "勞" * 190} | deleted} for number in range(1000)
    ]
    content = json.dumps(body).encode()
    assert len(content) > 1024 * 1024
    response = await desk.http.post(
        "/webhooks/facebook",
        content=content,
        headers={"x-hub-signature-256": hex_digest(SECRET, content)},
    )
    assert response.status_code == 200
    assert len(await desk.inbox()) == 1000


async def _is_answered_after(desk: Desk, name: str, age: timedelta) -> bool:
    """Whether the bot answers a citizen after an echo that was written ``age`` ago."""
    echo = load("facebook", name)
    echo["entry"][0]["messaging"][0]["timestamp"] = int((utc_now() - age).timestamp() * 1000)
    await arrive(desk, echo)
    await arrive(desk, load("facebook", "thanks"))
    return bool(desk.platform.texts_to(USER))


@pytest.mark.parametrize("name", ["echo_of_a_person", "echo_without_app"])
async def test_a_person_at_the_pages_inbox_silences_the_bot_for_a_while(desk: Desk, name: str) -> None:
    assert not await _is_answered_after(desk, name, timedelta(minutes=1))


async def test_what_a_person_wrote_long_ago_silences_nobody_today(desk: Desk) -> None:
    assert await _is_answered_after(desk, "echo_of_a_person", timedelta(hours=30))


async def test_the_silence_ends_twelve_hours_after_the_person_wrote(desk: Desk) -> None:
    await _is_answered_after(desk, "echo_of_a_person", timedelta(hours=5))
    async with desk.database.transaction() as session:
        until = (await session.scalars(select(ConversationRow.owner_until))).one()
    assert until is not None and timedelta(hours=6, minutes=55) < until - utc_now() < timedelta(hours=7)


async def test_the_automation_of_another_app_silences_nobody(desk: Desk) -> None:
    assert await _is_answered_after(desk, "echo_of_another_app", timedelta(minutes=1))


@pytest.mark.parametrize("name", names("facebook", "sticker_*"))
async def test_a_sticker_is_no_file_of_a_complaint_however_it_comes(desk: Desk, name: str) -> None:
    (event,) = (event for entry in load("facebook", name)["entry"] for event in entry["messaging"])
    connector = desk.services.connectors["facebook"]
    read = connector.read(event)
    assert (read.kind, read.files) == (EventKind.ATTACHMENT, ())
