"""Telegram alone: pressed buttons, commands, polling, flood control, setting up."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress

import pytest

from connectors import registry
from connectors.contract import EventKind
from connectors.models import DeliveryState
from connectors.telegram import setup
from connectors.telegram.connector import TelegramConnector
from connectors.telegram.polling import poll
from connectors.telegram.reading import COMMANDS
from core.clock import utc_now
from tests.connectors.conftest import Desk
from tests.one_database import database  # noqa: F401
from tests.platforms.base import Answer, Fault
from tests.platforms.telegram import SECRET, TelegramPlatform

USER = "3001"


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    """A running Telegram."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield stand_in
    stand_in.stop()


@pytest.fixture
def telegram(desk: Desk) -> TelegramConnector:
    """The connector of the app's settings."""
    connector = registry.build(desk.settings)["telegram"]
    assert isinstance(connector, TelegramConnector)
    return connector


async def test_a_pressed_button_is_acknowledged_before_it_is_answered(
    desk: Desk, platform: TelegramPlatform
) -> None:
    await desk.post(platform.text_event(USER, "調解"))
    await desk.settle()
    _, event = platform.press_events(USER)[0]
    before = len(platform.calls)
    await desk.post(event)
    await desk.settle()
    methods = [call.rsplit("/", 1)[1] for call in platform.calls[before:]]
    assert methods.index("answerCallbackQuery") < methods.index("sendMessage")
    assert platform.answered == [event["callback_query"]["id"]]


async def test_an_unknown_button_gets_the_greeting_instead_of_silence(
    desk: Desk, platform: TelegramPlatform
) -> None:
    await desk.post(platform.text_event(USER, "調解"))
    await desk.settle()
    _, event = platform.press_events(USER)[0]
    event["callback_query"]["data"] = "forged"
    await desk.post(event)
    await desk.settle()
    assert "您好" in platform.texts_to(USER)[-1]


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
async def test_every_command_is_answered(desk: Desk, platform: TelegramPlatform, name: str) -> None:
    await desk.post(platform.text_event(USER, f"/{name}@labor_bot"))
    await desk.settle()
    assert platform.texts_to(USER)


async def test_flood_control_waits_as_long_as_told(desk: Desk, platform: TelegramPlatform) -> None:
    platform.faults.append(Fault.RATE)
    await desk.post(platform.text_event(USER, "你好"))
    await desk.settle()
    (row,) = await desk.outbox()
    assert row.state == DeliveryState.ACCEPTED and row.settled_at is not None
    assert (row.settled_at - row.created_at).total_seconds() >= 1.0


async def test_a_timeout_is_not_resent(desk: Desk, platform: TelegramPlatform) -> None:
    platform.faults.append(Fault.DROP_AFTER_ACCEPTING)
    await desk.post(platform.text_event(USER, "你好"))
    await desk.settle()
    assert [row.state for row in await desk.outbox()] == [DeliveryState.UNKNOWN]
    assert len(platform.texts_to(USER)) == 1


async def test_edits_and_groups_are_told_apart_from_what_a_citizen_writes(
    telegram: TelegramConnector, platform: TelegramPlatform
) -> None:
    update = platform.text_event(USER, "你好")
    assert telegram.read({"update_id": 1, "edited_message": update["message"]}).kind is EventKind.EDITED
    update["message"]["chat"]["type"] = "group"
    assert telegram.read(update).kind is EventKind.GROUP


async def test_polling_brings_each_update_once_and_passes_over_a_broken_one(
    desk: Desk, platform: TelegramPlatform, telegram: TelegramConnector
) -> None:
    platform.waiting = [
        platform.text_event(USER, "你好"),
        {"update_id": "broken"},
        platform.text_event(USER, "謝謝"),
    ]
    task = asyncio.create_task(poll(telegram, desk.intake))
    async with asyncio.timeout(10):
        while len(await desk.inbox()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await desk.settle()
    assert len(await desk.inbox()) == 2
    assert len(platform.texts_to(USER)) == 2


async def test_setting_up_installs_commands_and_the_webhook_with_its_secret(
    telegram: TelegramConnector, platform: TelegramPlatform
) -> None:
    await setup.install(telegram.bot, "https://labor.example/webhooks/telegram", SECRET)
    assert platform.configured["setWebhook"]["secret_token"] == SECRET
    assert len(platform.configured["setMyCommands"]["commands"]) == len(COMMANDS)


async def test_setting_up_for_polling_removes_the_webhook(
    telegram: TelegramConnector, platform: TelegramPlatform
) -> None:
    await setup.install(telegram.bot, None, SECRET)
    assert "deleteWebhook" in platform.configured and "setWebhook" not in platform.configured


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("/@", EventKind.TEXT, "@"),
        ("/ @labor_bot", EventKind.TEXT, " @labor_bot"),
        ("/", EventKind.TEXT, ""),
        ("/START@labor_bot ref_12", EventKind.START, ""),
        ("/human@labor_bot", EventKind.TEXT, "我要找真人"),
        ("/human 我被欠薪", EventKind.TEXT, "我被欠薪，我要找真人"),
        ("/complaint@labor_bot 老闆不給薪水", EventKind.TEXT, "我要陳情"),
        ("/restart now", EventKind.TEXT, "重新開始"),
        ("/加班費 怎麼算", EventKind.TEXT, "加班費 怎麼算"),
    ],
)
async def test_anything_that_begins_like_a_command_is_read(
    telegram: TelegramConnector, platform: TelegramPlatform, text: str, kind: EventKind, said: str
) -> None:
    message = telegram.read(platform.text_event(USER, text))
    assert (message.kind, message.text) == (kind, said)


@pytest.mark.parametrize(
    "service",
    ["pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set"],
)
async def test_what_telegram_says_of_a_chat_is_not_answered(
    telegram: TelegramConnector, platform: TelegramPlatform, service: str
) -> None:
    update = platform.text_event(USER, "x")
    del update["message"]["text"]
    update["message"][service] = {}
    assert telegram.read(update).kind is EventKind.IGNORED


@pytest.mark.parametrize(
    "content",
    [
        *({name: {}} for name in ("sticker", "voice", "location", "contact", "poll", "dice", "a_new_kind")),
        {"sticker": {}, "reply_to_story": {}},
    ],
)
async def test_any_content_without_text_gets_an_answer(
    telegram: TelegramConnector, platform: TelegramPlatform, content: dict[str, object]
) -> None:
    update = platform.text_event(USER, "x")
    del update["message"]["text"]
    update["message"] |= content
    assert telegram.read(update).kind is EventKind.ATTACHMENT


async def test_what_is_written_below_a_photo_is_answered(desk: Desk, platform: TelegramPlatform) -> None:
    update = platform.attachment_event(USER)
    update["message"]["caption"] = "資遣費怎麼計算？"
    await desk.post(update)
    await desk.settle()
    unseen, *answer = platform.texts_to(USER)
    assert "只看得懂文字" in unseen and any("資遣費怎麼計算？" in text for text in answer)


async def test_a_button_whose_message_is_gone_still_answers(desk: Desk, platform: TelegramPlatform) -> None:
    await desk.post(platform.text_event(USER, "調解"))
    await desk.settle()
    _, event = platform.press_events(USER)[0]
    del event["callback_query"]["message"]
    before = len(platform.texts_to(USER))
    await desk.post(event)
    await desk.settle()
    assert len(platform.texts_to(USER)) > before


async def test_a_number_that_telegram_uses_again_after_a_quiet_week_is_a_new_update(
    desk: Desk, platform: TelegramPlatform
) -> None:
    first = platform.text_event(USER, "你好")
    later = platform.text_event(USER, "謝謝")
    later |= {"update_id": first["update_id"]}
    later["message"]["date"] += 8 * 86_400
    await desk.post(first, first, later, later)
    await desk.settle()
    assert len(await desk.inbox()) == 2


async def _refused(desk: Desk, status: int, description: str) -> tuple[str, int, str]:
    body = {"ok": False, "error_code": status, "description": description}
    desk.platform.answers.append(Answer(status, json.dumps(body).encode()))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    (row,) = await desk.outbox()
    return row.state, row.attempts, row.reason


async def test_a_request_that_telegram_calls_bad_is_not_sent_again(desk: Desk) -> None:
    refused = await _refused(desk, 400, "Bad Request: message is too long")
    assert refused == (DeliveryState.FAILED, 1, "BadRequest")


@pytest.mark.parametrize(
    ("status", "description"),
    [(400, "Bad Request: chat not found"), (403, "Forbidden: user is deactivated")],
)
async def test_a_chat_that_is_gone_is_not_written_to_again(desk: Desk, status: int, description: str) -> None:
    assert (await _refused(desk, status, description))[:2] == (DeliveryState.BLOCKED, 1)
    async with desk.database.transaction() as session:
        reach = await desk.sender.reach(session, f"telegram:{USER}", utc_now())
    assert "封鎖或離開" in reach.reason


async def test_an_answer_that_cannot_be_read_is_not_followed_by_a_second_message(desk: Desk) -> None:
    desk.platform.answers.append(Answer(200, b"<html>"))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.UNKNOWN, 1)]
