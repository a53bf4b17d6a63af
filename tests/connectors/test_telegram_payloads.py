"""Telegram's real payloads: answers that do not tell whether the message was taken."""

from collections.abc import Iterator

import pytest

from connectors.models import DeliveryState, EventState
from tests.connectors.conftest import Desk
from tests.connectors.payloads import arrive, load, names
from tests.one_database import database  # noqa: F401
from tests.platforms.base import Answer
from tests.platforms.telegram import TelegramPlatform


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    """A running Telegram."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
        (502, b'{"ok": false, "error_code": 502, "description": "Bad Gateway"}'),
        (504, b"<html>Gateway Timeout</html>"),
        (200, b"<html>"),
    ],
)
async def test_an_answer_that_may_come_after_the_message_was_taken_is_not_followed_by_a_second_one(
    desk: Desk, status: int, body: bytes
) -> None:
    desk.platform.answers.append(Answer(status, body))
    await arrive(desk, load("telegram", "thanks"))
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.UNKNOWN, 1)]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"ok": false, "error_code": 429}'])
async def test_too_many_requests_is_a_clear_no_and_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr("connectors.telegram.response_status._WAIT_SECONDS", 1)
    desk.platform.answers.append(Answer(429, body))
    await arrive(desk, load("telegram", "thanks"))
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.ACCEPTED, 2)]


@pytest.mark.parametrize("name", names("telegram", "new_*"))
async def test_updates_of_bot_api_10_2_and_10_3_are_taken_and_ask_for_no_answer_of_ours(
    desk: Desk, name: str
) -> None:
    assert await arrive(desk, load("telegram", name)) == 200
    assert {row.state for row in await desk.inbox()} == {EventState.DONE}
    # A group is told once how to write to us; otherwise nothing is said.
    assert len(await desk.outbox()) <= 1 and not desk.platform.texts_to("7001")


async def test_a_press_that_is_told_by_the_inline_id_of_our_own_message_is_answered(desk: Desk) -> None:
    """Bot API 10.5: a bot may be set to hear of presses so (``callback_query_mode``)."""
    await arrive(desk, desk.platform.text_event("7001", "資遣費怎麼計算？"))
    before = len(desk.platform.texts_to("7001"))
    _, press = desk.platform.press_events("7001")[0]
    query = press["callback_query"]
    del query["message"]
    query["inline_message_id"] = "i"
    await arrive(desk, press)
    assert desk.platform.texts_to("7001")[before:] and query["id"] in desk.platform.answered
