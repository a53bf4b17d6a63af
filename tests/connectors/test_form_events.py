"""What platforms send beside words while a form is filled in: it is no answer, and it is answered once."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from connectors.contract import EventKind
from connectors.telegram.connector import TelegramConnector
from tests.connectors.conftest import Desk, MakeDesk
from tests.one_database import database  # noqa: F401
from tests.platforms.facebook import FacebookPlatform
from tests.platforms.line import LinePlatform
from tests.platforms.telegram import TelegramPlatform

USER = "1001"
TO_THE_STORY = ("我要陳情", "檢舉公司違反勞動法令", "同意", "工資")
STORY, AT_THE_STORY = "老闆從三月起沒有給我加班費", "發生了什麼事？"


async def _say(desk: Desk, *texts: str) -> str:
    for text in texts:
        await desk.post(desk.platform.text_event(USER, text))
        await desk.settle()
    return desk.platform.texts_to(USER)[-1]


async def _get(desk: Desk, *events: dict[str, Any]) -> list[str]:
    """Send events; everything that was said to them."""
    before = len(desk.platform.texts_to(USER))
    await desk.post(*events)
    await desk.settle()
    return desk.platform.texts_to(USER)[before:]


@pytest.fixture
def line() -> Iterator[LinePlatform]:
    yield from _running(LinePlatform())


def _running(platform: Any) -> Iterator[Any]:
    platform.address = platform.start()
    yield platform
    platform.stop()


@pytest.fixture
async def line_desk(make_desk: MakeDesk, line: LinePlatform) -> AsyncIterator[Desk]:
    yield make_desk(line)


async def test_who_comes_back_is_greeted_and_asked_the_same_question(
    line_desk: Desk, line: LinePlatform
) -> None:
    await _say(line_desk, *TO_THE_STORY)
    told = "\n".join(await _get(line_desk, line._event(USER, type="follow", follow={"isUnblocked": True})))
    assert "歡迎回來" in told and AT_THE_STORY in told
    assert "什麼時候發生的？" in await _say(line_desk, STORY)


async def test_without_a_form_who_comes_is_greeted(line_desk: Desk, line: LinePlatform) -> None:
    told = "\n".join(await _get(line_desk, line._event(USER, type="follow", follow={"isUnblocked": False})))
    assert "自動回覆服務" in told and "我要陳情" in told


async def test_several_pictures_sent_at_once_get_one_answer(line_desk: Desk, line: LinePlatform) -> None:
    await _say(line_desk, *TO_THE_STORY[:3])
    pictures = [_picture(line, number) for number in (1, 2, 3)]
    told = await _get(line_desk, *pictures)
    assert [text for text in told if "附件" in text][-1].startswith("收到第 3 個附件")
    assert len([text for text in told if "附件，會跟" in text]) == 1


async def test_several_pictures_without_a_form_get_one_answer(line_desk: Desk, line: LinePlatform) -> None:
    told = await _get(line_desk, *(_picture(line, number) for number in (1, 2, 3)))
    assert len([text for text in told if "只看得懂文字" in text]) == 1


def _group_of_telegram(platform: TelegramPlatform) -> list[dict[str, Any]]:
    """An album of Telegram: one update a picture, with the same `media_group_id`."""
    events = [platform.attachment_event(USER) for _ in range(3)]
    for event in events:
        event["message"]["media_group_id"] = "13"
    return events


def _group_of_messenger(platform: FacebookPlatform) -> list[dict[str, Any]]:
    """Several pictures of Messenger: one message with as many attachments."""
    event = platform.attachment_event(USER)
    event["message"]["attachments"] *= 3
    return [event]


@pytest.mark.parametrize(
    ("make_platform", "group"),
    [(TelegramPlatform, _group_of_telegram), (FacebookPlatform, _group_of_messenger)],
    ids=["telegram", "messenger"],
)
async def test_an_album_of_another_platform_gets_one_answer_too(
    make_desk: MakeDesk, make_platform: Any, group: Any
) -> None:
    for platform in _running(make_platform()):
        desk = make_desk(platform)
        told = await _get(desk, *group(platform))
        assert len([text for text in told if "只看得懂文字" in text]) == 1
        await _say(desk, *TO_THE_STORY[:3])
        told = await _get(desk, *group(platform))
        assert len([text for text in told if "附件，會跟" in text]) == 1
        assert [text for text in told if "附件" in text][-1].startswith("收到第 3 個附件")


async def test_a_card_of_a_contact_is_no_answer_and_nothing_of_it_is_kept(make_desk: MakeDesk) -> None:
    for platform in _running(TelegramPlatform()):
        desk = make_desk(platform)
        await _say(desk, *TO_THE_STORY)
        card = platform.text_event(USER, "")
        card["message"].pop("text")
        card["message"]["contact"] = {"phone_number": "+886912345678", "first_name": "大明", "user_id": 77}
        told = "\n".join(await _get(desk, card))
        assert "這不是文件" in told and AT_THE_STORY in told and "912345678" not in told
        assert "什麼時候發生的？" in await _say(desk, STORY)


def _picture(line: LinePlatform, number: int) -> dict[str, Any]:
    provider = {"type": "line"}
    together = {"id": "set-1", "index": number, "total": 3}
    return line._event(
        USER,
        type="message",
        message={
            "type": "image",
            "id": str(line.next_number()),
            "contentProvider": provider,
            "imageSet": together,
        },
    )


def _position(line: LinePlatform) -> dict[str, Any]:
    place = {"title": "公司", "address": "高雄市楠梓區加昌路600號", "latitude": 22.7, "longitude": 120.3}
    return line._event(USER, type="message", message={"type": "location", "id": "9", **place})


async def test_a_position_answers_where_it_happened(line_desk: Desk, line: LinePlatform) -> None:
    assert "在哪裡發生的？" in await _say(line_desk, *TO_THE_STORY, STORY, "115/3/2")
    assert "公司（雇主）的名稱" in "\n".join(await _get(line_desk, _position(line)))


async def test_a_position_answers_no_other_question(line_desk: Desk, line: LinePlatform) -> None:
    await _say(line_desk, *TO_THE_STORY)
    told = "\n".join(await _get(line_desk, _position(line)))
    assert "這不是文件" in told and AT_THE_STORY in told


async def test_a_sticker_is_no_document_and_no_answer(line_desk: Desk, line: LinePlatform) -> None:
    await _say(line_desk, *TO_THE_STORY)
    sticker = line._event(
        USER, type="message", message={"type": "sticker", "id": "7", "packageId": "1", "stickerId": "2"}
    )
    told = "\n".join(await _get(line_desk, sticker))
    assert "這不是文件" in told and "拿不到內容" not in told and AT_THE_STORY in told


async def test_get_started_of_messenger_is_no_answer(make_desk: MakeDesk) -> None:
    for platform in _running(FacebookPlatform()):
        desk = make_desk(platform)
        await _say(desk, *TO_THE_STORY)
        event = platform.text_event(USER, "")
        event.pop("message")
        event["postback"] = {"title": "Get Started", "payload": "GET_STARTED", "mid": "m_start"}
        told = "\n".join(await _get(desk, event))
        assert "歡迎回來" in told and AT_THE_STORY in told
        assert "什麼時候發生的？" in await _say(desk, STORY)


async def test_a_command_of_telegram_is_no_answer(make_desk: MakeDesk) -> None:
    for platform in _running(TelegramPlatform()):
        desk = make_desk(platform)
        await _say(desk, *TO_THE_STORY)
        told = "\n".join(await _get(desk, platform.text_event(USER, "/help")))
        assert "也可以打" in told and AT_THE_STORY in told
        assert "歡迎回來" in "\n".join(await _get(desk, platform.text_event(USER, "/start")))
        assert "什麼時候發生的？" in await _say(desk, STORY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/help", "/help"),
        ("/settings@labor_bot", "/settings@labor_bot"),
        ("/加班費怎麼算", "加班費怎麼算"),
        ("/overtime pay how much", "overtime pay how much"),
    ],
)
def test_only_one_word_after_a_slash_is_a_command(text: str, said: str) -> None:
    connector = TelegramConnector("1:t", "s", "http://127.0.0.1:9", "https://labor.example")
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "text": text},
    }
    message = connector.read(update)
    assert (message.kind, message.text) == (EventKind.TEXT, said)
