"""Telegram alone: pressed buttons, commands, polling, flood control, setting up."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest

from connectors import registry
from connectors.contract import Kind
from connectors.models import DeliveryState
from connectors.telegram import setup
from connectors.telegram.connector import COMMANDS, TelegramConnector
from connectors.telegram.polling import poll
from tests.connectors.conftest import Desk
from tests.platforms.base import Fault
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


async def test_edits_and_groups_are_not_answered(
    telegram: TelegramConnector, platform: TelegramPlatform
) -> None:
    update = platform.text_event(USER, "你好")
    assert telegram.read({"update_id": 1, "edited_message": update["message"]}).kind is Kind.IGNORED
    update["message"]["chat"]["type"] = "group"
    assert telegram.read(update).kind is Kind.IGNORED


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
