"""Messenger alone: the handshake, echoes, the 24-hour window, batches, the page's profile."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.blocks import Choices, Option, Text
from bot.models import TurnRow
from connectors import registry, repository
from connectors.contract import EventKind
from connectors.facebook.connector import FacebookConnector
from connectors.facebook.reading import PAGE_INBOX
from connectors.facebook.rendering import METADATA, render
from connectors.facebook.setup import messenger_profile
from connectors.models import DeliveryState, LaneRow
from core.clock import utc_now
from tests.connectors.conftest import Desk
from tests.one_database import database  # noqa: F401
from tests.platforms.base import Answer, Fault
from tests.platforms.facebook import VERIFY, FacebookPlatform

USER = "2001"


@pytest.fixture
def platform() -> Iterator[FacebookPlatform]:
    """A running Messenger."""
    stand_in = FacebookPlatform()
    stand_in.address = stand_in.start()  # type: ignore[attr-defined]
    yield stand_in
    stand_in.stop()


@pytest.fixture
def facebook(desk: Desk) -> FacebookConnector:
    """The connector of the app's settings."""
    connector = registry.build(desk.settings)["facebook"]
    assert isinstance(connector, FacebookConnector)
    return connector


def _handshake(token: str, mode: str = "subscribe") -> dict[str, str]:
    return {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444"}


async def test_the_handshake_returns_the_challenge(desk: Desk) -> None:
    response = await desk.http.get("/webhooks/facebook", params=_handshake(VERIFY))
    assert (response.status_code, response.text) == (200, "1158201444")


@pytest.mark.parametrize("asked", [_handshake("wrong"), _handshake(VERIFY, "unsubscribe"), {}])
async def test_a_handshake_without_our_token_is_refused(desk: Desk, asked: dict[str, str]) -> None:
    response = await desk.http.get("/webhooks/facebook", params=asked)
    assert response.status_code == 403
    assert "1158201444" not in response.text


async def test_our_own_echo_changes_nothing(desk: Desk) -> None:
    assert isinstance(desk.platform, FacebookPlatform)
    await desk.post(desk.platform.echo_event(USER, "您好", metadata=METADATA))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert len(desk.platform.texts_to(USER)) == 1


async def test_the_echo_of_a_person_mutes_the_bot(desk: Desk) -> None:
    assert isinstance(desk.platform, FacebookPlatform)
    await desk.post(desk.platform.echo_event(USER, "我是勞工局的同仁，請說", app_id=int(PAGE_INBOX)))
    await desk.settle()
    await desk.post(desk.platform.text_event(USER, "資遣費怎麼計算？"))
    await desk.settle()
    assert desk.platform.texts_to(USER) == []
    assert {row.state for row in await desk.inbox()} == {"done"}


async def test_an_answer_outside_the_24_hours_is_not_even_tried(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    now = utc_now()
    async with desk.database.transaction() as session:
        await session.execute(update(LaneRow).values(heard_at=now - timedelta(hours=24, minutes=1)))
        lane = await session.get_one(LaneRow, await repository.lane_of(session, "facebook", USER, now))
        repository.enqueue(session, lane, [{"message": {"text": "結果出來了"}}], now)
    desk.lanes.wake()
    await desk.settle()
    late = (await desk.outbox())[-1]
    assert late.state == DeliveryState.FAILED and "24-hour" in late.reason
    assert "結果出來了" not in desk.platform.texts_to(USER)


async def test_a_send_without_an_answer_is_uncertain_and_not_repeated(desk: Desk) -> None:
    desk.platform.faults.append(Fault.DROP_AFTER_ACCEPTING)
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert [row.state for row in await desk.outbox()] == [DeliveryState.UNKNOWN]
    assert len(desk.platform.texts_to(USER)) == 1


async def test_events_in_several_messaging_items_and_entries_are_all_read(
    facebook: FacebookConnector,
) -> None:
    event = {"sender": {"id": "1"}, "recipient": {"id": "P"}, "timestamp": 1}
    entries = [
        {"messaging": [event | {"message": {"mid": "a", "text": "1"}}, event | {"message": {"mid": "b"}}]},
        {"messaging": [event | {"message": {"mid": "c", "text": "3"}}]},
        {"standby": [event | {"message": {"mid": "d", "text": "4"}}]},
    ]
    events = facebook.parse(json.dumps({"object": "page", "entry": entries}).encode())
    assert [event.event_id for event in events] == ["a", "b", "c", "d"]
    assert facebook.read(events[-1].payload).kind is EventKind.IGNORED


async def test_get_started_greets_and_says_that_it_is_automatic(desk: Desk) -> None:
    event = desk.platform.text_event(USER, "x")
    event["postback"] = {"mid": event.pop("message")["mid"], "title": "開始使用", "payload": "GET_STARTED"}
    await desk.post(event)
    await desk.settle()
    assert "自動" in desk.platform.texts_to(USER)[0]


async def test_the_profile_is_within_the_platforms_limits(
    facebook: FacebookConnector, platform: FacebookPlatform
) -> None:
    assert (await facebook.configure(messenger_profile())).status_code == 200
    assert platform.violations == []
    assert set(platform.profile) == {"get_started", "greeting", "persistent_menu", "ice_breakers"}
    assert "自動回覆服務" in platform.profile["greeting"][0]["text"]


async def test_every_menu_sentence_is_understood(facebook: FacebookConnector) -> None:
    profile = messenger_profile()
    actions = profile["persistent_menu"][0]["call_to_actions"] + profile["ice_breakers"][0]["call_to_actions"]
    for action in actions:
        event = {"sender": {"id": "1"}, "postback": {"payload": action["payload"]}}
        assert facebook.read(event).kind is EventKind.TEXT


async def test_a_deleted_message_bears_its_own_id_and_is_erased(
    desk: Desk, platform: FacebookPlatform
) -> None:
    event = platform.text_event(USER, "老闆欠薪")
    await desk.post(event)
    await desk.settle()
    await desk.post(platform.deletion_event(USER, event["message"]["mid"]))
    await desk.settle()
    async with desk.database.transaction() as session:
        assert list(await session.scalars(select(TurnRow.text))) == ["〔已收回〕"]


async def test_a_deleted_answer_of_the_page_is_nobody_taking_over(
    facebook: FacebookConnector, platform: FacebookPlatform
) -> None:
    event = platform.deletion_event(USER, "m_1", is_echo=True)
    assert facebook.read(event).kind is EventKind.IGNORED


@pytest.mark.parametrize(
    "pressed",
    [
        {"message": {"mid": "m_1", "text": "薪資問題", "quick_reply": {"payload": "AD_42"}}},
        {"postback": {"mid": "m_1", "title": "薪資問題", "payload": '{"old": true}'}},
    ],
)
async def test_a_button_that_we_did_not_make_says_what_is_on_it(
    facebook: FacebookConnector, pressed: dict[str, object]
) -> None:
    event = {"sender": {"id": USER}, "recipient": {"id": "P"}, "timestamp": 1} | pressed
    (raw,) = facebook.parse(json.dumps({"object": "page", "entry": [{"messaging": [event]}]}).encode())
    message = facebook.read(raw.payload)
    assert (raw.event_id, message.kind, message.text) == ("m_1", EventKind.TEXT, "薪資問題")


@pytest.mark.parametrize(
    "content",
    [
        {"is_unsupported": True},
        {"sticker_id": 369239263222822},
        {"attachments": [{"type": "audio", "payload": {"url": "https://a.fbcdn.net/1"}}]},
        {"commands": [{"name": "flights"}]},
    ],
)
async def test_any_message_without_text_gets_an_answer(
    facebook: FacebookConnector, content: dict[str, object]
) -> None:
    event = {"sender": {"id": USER}, "message": {"mid": "m_1", **content}}
    assert facebook.read(event).kind is EventKind.ATTACHMENT


async def test_what_is_written_below_a_photo_is_answered(desk: Desk, platform: FacebookPlatform) -> None:
    event = platform.attachment_event(USER)
    event["message"]["text"] = "資遣費怎麼計算？"
    await desk.post(event)
    await desk.settle()
    unseen, *answer = platform.texts_to(USER)
    assert "只看得懂文字" in unseen and any("資遣費怎麼計算？" in text for text in answer)


async def _answered_with(desk: Desk, **error: object) -> tuple[str, int, bool]:
    """State and tries of a send that the platform refuses once, and whether its user is gone."""
    desk.platform.answers.append(Answer(400, json.dumps({"error": error}).encode()))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    (row,) = await desk.outbox()
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, row.lane_id)
    return row.state, row.attempts, lane.stopped_at is not None


@pytest.mark.parametrize("code", [4, 32, 613, 1200, 80006])
async def test_a_limit_of_the_platform_passes(desk: Desk, code: int) -> None:
    assert await _answered_with(desk, code=code) == (DeliveryState.ACCEPTED, 2, False)


@pytest.mark.parametrize("error", [{"code": 551}, {"code": 200, "error_subcode": 1545041}])
async def test_somebody_who_is_gone_is_not_written_to_again(desk: Desk, error: dict[str, object]) -> None:
    assert await _answered_with(desk, **error) == (DeliveryState.BLOCKED, 1, True)


@pytest.mark.parametrize("error", [{"code": 10, "error_subcode": 2018278}, {}])
async def test_any_other_refusal_is_final(desk: Desk, error: dict[str, object]) -> None:
    assert await _answered_with(desk, **error) == (DeliveryState.FAILED, 1, False)


def test_texts_that_follow_one_another_are_one_message_with_the_buttons() -> None:
    (request,) = render(
        [Text("先寄存證信函。"), Choices("要幫您登記嗎？", (Option("好", "好"),))], "https://labor.example"
    ).requests
    assert request["message"]["text"] == "先寄存證信函。\n\n要幫您登記嗎？\n1. 好"
    assert [reply["title"] for reply in request["message"]["quick_replies"]] == ["好"]
