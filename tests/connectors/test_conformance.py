"""What every channel must do, whichever it is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.blocks import Block, Choices, Link, Option, Text
from bot.entry_card import faq_card
from connectors import outbox, registry
from connectors.contract import Connector, EventKind
from connectors.models import DeliveryState, EventState, OutboxRow
from connectors.signatures import base64_digest, hex_digest
from connectors.text import units
from core.clock import TAIPEI, utc_now
from core.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from tests.connectors.conftest import Desk
from tests.platforms import PLATFORMS
from tests.platforms.base import Answer, Fault

USER, OTHER = "1001", "1002"
QUESTION = "資遣費怎麼計算？"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TAIPEI)
LONG = "這是一個很長的句子，裡面有逗號，也有句號。" * 900


@pytest.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
async def connector(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Connector]:
    """Each channel's by itself: how it reads and renders knows no database."""
    platform = request.param()
    secrets = {name.lower(): value for name, value in platform.settings.items()}
    found = registry.build(Settings(_env_file=None, data_dir=tmp_path, **secrets))[platform.name]
    yield found
    await found.close()


@pytest.fixture(scope="module")
def cards(base: KnowledgeBase) -> list[Block]:
    """What is shown of 150 entries in each of their languages."""
    catalogue = Catalogue(base, 1)
    found: list[Block] = []
    for entry in list(catalogue)[:150]:
        view = catalogue.view(entry.id, NOON)
        assert view is not None
        for language in (None, *(tag for tag, _ in view.languages)):
            shown = catalogue.view(entry.id, NOON, language)
            assert shown is not None
            found.append(faq_card(shown))
    return found


async def test_a_signed_message_is_answered_with_the_entry(desk: Desk) -> None:
    assert await desk.post(desk.platform.text_event(USER, QUESTION)) == 200
    await desk.settle()
    said = "\n".join(desk.platform.texts_to(USER))
    assert QUESTION in said and "0.5" in said
    assert desk.platform.violations == []


async def test_a_wrong_signature_is_refused_and_stores_nothing(desk: Desk) -> None:
    assert await desk.post(desk.platform.text_event(USER, QUESTION), signed=False) == 401
    assert await desk.inbox() == []


async def test_a_missing_signature_is_refused(desk: Desk) -> None:
    body, _ = desk.platform.webhook(desk.platform.text_event(USER, QUESTION))
    response = await desk.http.post(f"/webhooks/{desk.platform.name}", content=body)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_duplicate_is_answered_once(desk: Desk) -> None:
    event = desk.platform.text_event(USER, QUESTION)
    assert await desk.post(event) == 200
    await desk.settle()
    assert await desk.post(event) == 200
    await desk.settle()
    assert desk.platform.texts_to(USER).count(desk.platform.texts_to(USER)[0]) == 1
    assert len(await desk.inbox()) == 1


@pytest.mark.parametrize("odd", ["\0", "\ud83d", "\udc00"])
async def test_what_no_database_keeps_in_a_text_is_left_out(desk: Desk, odd: str) -> None:
    assert await desk.post(desk.platform.text_event(USER, f"資遣費{odd}怎麼計算？")) == 200
    await desk.settle()
    assert QUESTION in "\n".join(desk.platform.texts_to(USER))


async def test_duplicates_at_the_same_time_are_answered_once(desk: Desk) -> None:
    event = desk.platform.text_event(USER, QUESTION)
    await asyncio.gather(*(desk.post(event) for _ in range(5)))
    await desk.settle()
    assert len(await desk.inbox()) == 1
    assert len([text for text in desk.platform.texts_to(USER) if QUESTION in text]) == 1


async def test_messages_that_arrive_in_the_wrong_order_are_answered_in_theirs(desk: Desk) -> None:
    first = desk.platform.text_event(USER, "你好", number=501)
    second = desk.platform.text_event(USER, QUESTION, number=502)
    await desk.post(second)
    await desk.post(first)
    await desk.settle()
    texts = desk.platform.texts_to(USER)
    assert texts[0].startswith("您好") and any(QUESTION in text for text in texts[1:])


async def test_every_event_of_a_batch_is_answered(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, QUESTION), desk.platform.text_event(OTHER, "你好"))
    await desk.settle()
    assert desk.platform.texts_to(USER) and desk.platform.texts_to(OTHER)


async def test_an_unknown_kind_of_event_is_acknowledged_and_its_lane_goes_on(desk: Desk) -> None:
    assert await desk.post(desk.platform.unknown_event(USER)) == 200
    assert await desk.post(desk.platform.text_event(USER, "你好")) == 200
    await desk.settle()
    assert desk.platform.texts_to(USER)
    assert {row.state for row in await desk.inbox()} == {EventState.DONE}


async def test_a_picture_gets_a_polite_answer(desk: Desk) -> None:
    await desk.post(desk.platform.attachment_event(USER))
    await desk.settle()
    assert "只看得懂文字" in desk.platform.texts_to(USER)[0]


async def test_a_picture_is_answered_in_the_language_of_the_conversation(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "My employer keeps my passport, what can I do?"))
    await desk.settle()
    await desk.post(desk.platform.attachment_event(USER))
    await desk.settle()
    said = desk.platform.texts_to(USER)[-1]
    assert "I can only read text" in said and "只看得懂文字" in said
    assert desk.platform.violations == []


async def test_buttons_say_what_they_show_and_their_typed_number_does_the_same(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "調解"))
    await desk.settle()
    offered = desk.platform.texts_to(USER)[-1]
    assert "1. " in offered and "以上皆非" in offered
    pressed = dict(desk.platform.press_events(USER))
    label, event = next((said, event) for said, event in pressed.items() if "調解" in said)
    await desk.post(event)
    await desk.settle()
    assert any(label.rstrip("…") in text for text in desk.platform.texts_to(USER)[1:])
    await desk.post(desk.platform.text_event(OTHER, "調解"))
    await desk.settle()
    await desk.post(desk.platform.text_event(OTHER, "1"))
    await desk.settle()
    assert len(desk.platform.texts_to(OTHER)) > 1
    assert desk.platform.violations == []


async def test_every_block_is_rendered_within_the_limits(connector: Connector, cards: list[Block]) -> None:
    blocks = [
        Text(LONG),
        Link("高雄市政府勞工局", "faq"),
        Choices("選", (Option("很長的選項" * 20, "值" * 400),) * 20),
    ]
    for card in cards:
        assert connector.render([card]).requests
    rendered = connector.render(blocks)
    for payload in rendered.requests:
        for text in _texts(payload):
            assert 0 < units(text) <= connector.limits.text


def _texts(payload: object) -> list[str]:
    if isinstance(payload, dict):
        own = [payload["text"]] if isinstance(payload.get("text"), str) else []
        return own + [text for value in payload.values() for text in _texts(value)]
    return [text for item in payload for text in _texts(item)] if isinstance(payload, list) else []


async def test_a_long_text_is_split_at_sentence_ends_and_nothing_is_lost(connector: Connector) -> None:
    texts = [text for payload in connector.render([Text(LONG)]).requests for text in _texts(payload)]
    assert len(texts) > 1
    assert all(text.endswith("。") for text in texts)
    assert "".join(texts) == LONG


async def test_a_refused_send_is_tried_again_and_arrives_once(desk: Desk) -> None:
    desk.platform.faults.extend([Fault.RATE, Fault.RATE])
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert len(desk.platform.texts_to(USER)) == 1
    assert [row.state for row in await desk.outbox()] == [DeliveryState.ACCEPTED]


async def test_a_server_error_is_repeated_only_where_a_key_makes_that_harmless(desk: Desk) -> None:
    desk.platform.faults.append(Fault.BROKEN)
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    keyed = desk.platform.name == "line"
    (row,) = await desk.outbox()
    assert row.state == (DeliveryState.ACCEPTED if keyed else DeliveryState.UNKNOWN)
    assert row.attempts == (2 if keyed else 1)


async def test_a_send_that_was_taken_without_an_answer_never_arrives_twice(desk: Desk) -> None:
    desk.platform.faults.append(Fault.DROP_AFTER_ACCEPTING)
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert len(desk.platform.texts_to(USER)) == 1
    (row,) = await desk.outbox()
    assert row.state in (DeliveryState.ACCEPTED, DeliveryState.UNKNOWN)


async def test_what_is_answered_is_erased_from_inbox_and_outbox(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, QUESTION))
    await desk.settle()
    assert all(row.payload == {} for row in (*await desk.inbox(), *await desk.outbox()))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"null", b"[" * 5000])
async def test_a_signed_body_that_is_no_webhook_is_a_clear_error(desk: Desk, body: bytes) -> None:
    _, headers = desk.platform.webhook(desk.platform.text_event(USER, "x"))
    headers |= _signed(desk, body, headers)
    response = await desk.http.post(f"/webhooks/{desk.platform.name}", content=body, headers=headers)
    assert response.status_code == 400


def _signed(desk: Desk, body: bytes, headers: dict[str, str]) -> dict[str, str]:
    """The signature of another body than the one that ``headers`` belong to."""
    if desk.platform.name == "telegram":
        return {}
    digest = {"line": base64_digest, "facebook": hex_digest}[desk.platform.name]
    header = next(name for name in headers if "signature" in name)
    return {header: digest(f"{desk.platform.name}-secret", body)}


async def test_a_body_over_sixteen_megabytes_is_refused(desk: Desk) -> None:
    event = desk.platform.text_event(USER, "長" * 2_800_000)
    assert await desk.post(event) == 413


@pytest.mark.parametrize("shape", [{}, {"message": None}, {"message": []}, {"type": 7, "source": "x"}])
async def test_any_shape_of_event_can_be_read(connector: Connector, shape: dict[str, object]) -> None:
    assert connector.read(shape).kind is EventKind.IGNORED


def _named(desk: Desk, event: dict[str, Any], name: str) -> dict[str, Any]:
    """``event`` with another id of its platform; Telegram's are numbers, which are never long."""
    if desk.platform.name == "line":
        return event | {"webhookEventId": name, "message": event["message"] | {"id": name}}
    if desk.platform.name == "facebook":
        return event | {"message": event["message"] | {"mid": name}}
    return event


@pytest.mark.parametrize("length", [64, 200, 400])
async def test_ids_that_begin_alike_are_different_messages(desk: Desk, length: int) -> None:
    words = ("你好", QUESTION)
    for number, said in enumerate(words):
        event = desk.platform.text_event(USER, said)
        await desk.post(_named(desk, event, "m" * length + str(number)))
        await desk.settle()
    texts = desk.platform.texts_to(USER)
    assert texts[0].startswith("您好") and any(QUESTION in text for text in texts[1:])


async def test_a_number_that_no_database_takes_is_a_clear_error(desk: Desk) -> None:
    body, headers = desk.platform.webhook(desk.platform.text_event(USER, "你好") | {"odd": 123456789})
    body = body.replace(b"123456789", b"1e999")
    headers |= _signed(desk, body, headers)
    response = await desk.http.post(f"/webhooks/{desk.platform.name}", content=body, headers=headers)
    assert response.status_code == 400
    assert await desk.inbox() == []


async def test_a_platform_that_does_not_answer_in_time_holds_nobody_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TRY_SECONDS", 1.0)
    desk.platform.slow_seconds = 4.0
    desk.platform.faults.append(Fault.SLOW)
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle(30)
    (row,) = await desk.outbox()
    assert row.state in (DeliveryState.UNKNOWN, DeliveryState.ACCEPTED)
    assert len(desk.platform.texts_to(USER)) == 1
    await desk.post(desk.platform.text_event(USER, "謝謝"))
    await desk.settle(30)
    assert len(desk.platform.texts_to(USER)) == 2


@pytest.mark.parametrize("after", ["999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_a_platform_cannot_make_us_wait_for_ever(desk: Desk, after: str) -> None:
    # Telegram says it in the body, the others in a header.
    body = b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 999999999}}'
    desk.platform.answers.append(Answer(429, body, {"retry-after": after}))
    await desk.post(desk.platform.text_event(USER, "你好"))
    rows = await _tried_once(desk)
    assert rows[0].next_at < utc_now() + timedelta(days=1, minutes=1)


async def _tried_once(desk: Desk) -> list[OutboxRow]:
    for _ in range(300):
        rows = await desk.outbox()
        if rows and rows[0].attempts and rows[0].state != DeliveryState.SENDING:
            return rows
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was sent")


async def test_only_a_platform_that_asks_gets_a_handshake(desk: Desk) -> None:
    response = await desk.http.get(f"/webhooks/{desk.platform.name}")
    assert response.status_code == (403 if desk.platform.name == "facebook" else 404)
    assert response.headers["content-type"] == "application/problem+json"
