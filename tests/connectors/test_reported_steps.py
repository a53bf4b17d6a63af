"""Steps by which SDKs, desks and bots of others went wrong, by their public reports; see `test_reported` too."""

import asyncio
import json
from collections import Counter

import pytest
from sqlalchemy import select

from bot.models import TurnRow
from connectors import registry
from connectors.models import DeliveryState, EventState
from connectors.signatures import base64_digest
from core.settings import Settings
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms import LinePlatform, TelegramPlatform
from tests.platforms.base import Answer
from tests.platforms.line import SECRET as LINE_SECRET

USER, GROUP = "7001", "-1009001"
QUESTION = "資遣費怎麼計算？"
_SPEECHLESS = {
    "emojis alone": "😀😀😀",
    "one thumb": "👍🏽",
    "letters under towers of marks": "老" + "\u0301" * 3000 + "闆",
    "Arabic, from the right": "كيف أحسب تعويض نهاية الخدمة؟",
    "joiners alone": "\u200d" * 50 + "\ufe0f",
    "20,000 signs": "老闆不給加班費，" * 2500,
    "a family 2,000 times": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 2000,
}


async def test_any_text_is_answered_by_a_message_or_two(desk: Desk) -> None:
    users = {name: str(8000 + number) for number, name in enumerate(_SPEECHLESS)}
    for name, text in _SPEECHLESS.items():
        await desk.post(desk.platform.text_event(users[name], text))
    await desk.settle(240)
    assert {(row.state, row.attempts) for row in await desk.inbox()} == {(EventState.DONE, 1)}
    sent = Counter(message.user for message in desk.platform.sent)
    assert {name: sent[user] for name, user in users.items() if not 1 <= sent[user] <= 3} == {}
    assert desk.platform.violations == []
    assert getattr(desk.platform, "used", 0) == 0  # no push of LINE


async def test_a_webhook_that_comes_three_times_at_once_is_answered_once(desk: Desk) -> None:
    event = desk.platform.text_event(USER, QUESTION)
    again = json.loads(json.dumps(event))
    again.get("deliveryContext", {})["isRedelivery"] = True
    assert await asyncio.gather(desk.post(event), desk.post(again), desk.post(again)) == [200] * 3
    await desk.settle()
    assert len(await desk.inbox()) == 1
    assert "".join(desk.platform.texts_to(USER)).count("版次") == 1


@pytest.mark.parametrize("left", ["unfollow", "kicked"])
async def test_who_left_and_writes_again_is_answered_as_before(
    make_desk: MakeDesk, line: LinePlatform, telegram: TelegramPlatform, left: str
) -> None:
    platform = line if left == "unfollow" else telegram
    desk = make_desk(platform)
    if platform is line:
        goes = {**line.follow_event(USER), "type": "unfollow"}
        del goes["replyToken"], goes["follow"]
    else:
        chat = {"id": int(USER), "type": "private"}
        change = {"chat": chat, "date": 1_790_000_000, "new_chat_member": {"status": "kicked"}}
        goes = {"update_id": telegram.next_number(), "my_chat_member": change}
    for event in (platform.text_event(USER, "你好"), goes):
        await desk.post(event)
        await desk.settle()
    before = len(platform.texts_to(USER))
    await desk.post(platform.text_event(USER, QUESTION))
    await desk.settle()
    assert QUESTION in "".join(platform.texts_to(USER)[before:])


_NO = {
    "not enough rights": b'{"ok": false, "error_code": 400, "description": "Bad Request: not enough rights to send text messages to the chat"}',
    "topic closed": b'{"ok": false, "error_code": 400, "description": "Bad Request: TOPIC_CLOSED"}',
    "moved": b'{"ok": false, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat", "parameters": {"migrate_to_chat_id": -1009999}}',
    "put out": b'{"ok": false, "error_code": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}',
}


@pytest.mark.parametrize("body", _NO.values(), ids=_NO.keys())
async def test_a_group_that_takes_nothing_from_us_is_nobodys_work(
    make_desk: MakeDesk, telegram: TelegramPlatform, body: bytes
) -> None:
    desk = make_desk(telegram)
    telegram.answers.append(Answer(json.loads(body)["error_code"], body))
    await desk.post(telegram.group_events(GROUP, USER)[0])
    await desk.settle()
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.BLOCKED, 1)]


async def test_a_citizen_is_still_told_of_as_failed_when_telegram_takes_a_message_for_wrong(
    make_desk: MakeDesk, telegram: TelegramPlatform
) -> None:
    desk = make_desk(telegram)
    telegram.answers.append(Answer(400, b'{"ok": false, "error_code": 400, "description": "Bad Request: x"}'))
    await desk.post(telegram.text_event(USER, "謝謝"))
    await desk.settle()
    assert [row.state for row in await desk.outbox()] == [DeliveryState.FAILED]


async def test_who_calls_for_a_person_with_a_command_keeps_the_words(
    make_desk: MakeDesk, telegram: TelegramPlatform
) -> None:
    desk = make_desk(telegram, desk_hours="mon-sun 00:00-23:59")
    await desk.post(telegram.text_event(USER, "/human 我被欠薪"))
    await desk.settle()
    async with desk.database.transaction() as session:
        turn = (await session.scalars(select(TurnRow))).one()
    assert "我被欠薪" in turn.text and "找真人" in "".join(telegram.texts_to(USER))


@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "as it is"])
async def test_a_signature_is_of_the_bytes_that_came_however_emojis_are_written(
    make_desk: MakeDesk, line: LinePlatform, escaped: bool
) -> None:
    """line-bot-sdk-nodejs#922, line-bot-sdk-php#269, node-line-bot-api#1: JSON that was read and written anew."""
    desk = make_desk(line)
    event = line.text_event(USER, f"🤨✋{QUESTION}")
    body = json.dumps({"destination": "U0", "events": [event]}, ensure_ascii=escaped, indent=1).encode()
    signed = {"x-line-signature": base64_digest(LINE_SECRET, body)}
    assert (await desk.http.post("/webhooks/line", content=body, headers=signed)).status_code == 200
    await desk.settle()
    assert QUESTION in "".join(line.texts_to(USER))


def test_a_channel_without_the_secret_of_its_webhooks_is_not_open() -> None:
    """Team-Commonly/commonly#1422, NousResearch/hermes-agent#11307: without one everybody was believed."""
    tokens = {
        "line_channel_access_token": "t",
        "facebook_page_access_token": "t",
        "telegram_bot_token": "1:t",
    }
    assert registry.build(Settings(_env_file=None, **tokens)) == {}
