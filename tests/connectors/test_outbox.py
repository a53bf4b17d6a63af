"""What is sent, and what is not: a part without its beginning, a channel whose token is revoked, a block."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.blocks import Text
from connectors import registry, rejected_webhooks, repository, statistics
from connectors.models import ChannelRow, DeliveryState, LaneRow, OutboxRow
from connectors.repository import channels, dead_letters
from core.clock import utc_now
from tests.connectors.conftest import Desk, MakeDesk
from tests.platforms import FacebookPlatform, Platform, TelegramPlatform
from tests.platforms.base import Answer

USER, OTHER = "8001", "8002"
LONG = "這是一個很長的句子，裡面有逗號，也有句號。" * 900
NO = Answer(400, b'{"ok": false, "error_code": 400, "description": "Bad Request", "error": {"code": 100}}')
# A page that may not send for a while.
RESTRICTED = b'{"error": {"message": "x", "type": "OAuthException", "code": 10, "error_subcode": 1893063}}'


async def _queue(desk: Desk, blocks: list[Text]) -> None:
    """Queue an answer to `USER`, who has just written."""
    name = desk.platform.name
    connector, now = registry.build(desk.settings)[name], utc_now()
    requests = connector.render(blocks).requests
    async with desk.database.transaction() as session:
        lane = await session.get_one(LaneRow, await repository.lane_of(session, name, USER, now))
        lane.heard_at = now
        repository.enqueue(session, lane, requests, now)
    await connector.close()
    desk.lanes.wake()


async def test_the_rest_of_an_answer_stays_back_when_its_first_part_did_not_arrive(desk: Desk) -> None:
    desk.platform.answers.append(NO)
    await _queue(desk, [Text(LONG), Text(LONG)])
    await desk.settle()
    rows = await desk.outbox()
    assert len(rows) > 1 and {row.state for row in rows} == {DeliveryState.FAILED}
    assert [row.attempts for row in rows] == [1, *[0] * (len(rows) - 1)]
    assert desk.platform.texts_to(USER) == []


async def test_the_next_answer_is_sent_although_one_before_it_was_not(desk: Desk) -> None:
    desk.platform.answers.append(NO)
    await _queue(desk, [Text(LONG), Text(LONG)])
    await desk.settle()
    await _queue(desk, [Text("您好")])
    await desk.settle()
    assert desk.platform.texts_to(USER) == ["您好"]


async def test_an_answer_that_is_replayed_comes_with_what_was_held_back(desk: Desk) -> None:
    desk.platform.answers.append(NO)
    await _queue(desk, [Text(LONG), Text(LONG)])
    await desk.settle()
    first = (await desk.outbox())[0]
    async with desk.database.transaction() as session:
        await dead_letters.replay(session, await session.get_one(OutboxRow, first.id), utc_now())
    desk.lanes.wake()
    await desk.settle(30)
    assert {row.state for row in await desk.outbox()} == {DeliveryState.ACCEPTED}


async def _paused(desk: Desk) -> ChannelRow | None:
    async with desk.database.transaction() as session:
        row = await session.get(ChannelRow, desk.platform.name)
    return row if row is not None and row.paused_at is not None else None


async def test_a_revoked_token_pauses_the_channel_and_every_answer_goes_out_once_it_is_mended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "PROBE", timedelta(seconds=0.4))
    platform = desk.platform
    platform.answers.extend([platform.without_token()] * 4)
    await desk.post(platform.text_event(USER, "你好"), platform.text_event(OTHER, "你好"))
    async with asyncio.timeout(10):
        while await _paused(desk) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await desk.settle(30)
    assert platform.texts_to(USER) and platform.texts_to(OTHER)
    assert {(row.state, row.attempts) for row in await desk.outbox()} == {(DeliveryState.ACCEPTED, 1)}
    assert await _paused(desk) is None


async def test_while_a_channel_is_paused_one_request_probes_and_the_others_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, users = desk.platform, [str(8100 + number) for number in range(6)]
    await _queue(desk, [Text("您好")])
    await desk.settle()
    async with desk.database.transaction() as session:
        await channels.pause(session, platform.name, "HTTP 401", utc_now())
    before = len(platform.calls)
    await desk.post(*(platform.text_event(user, "你好") for user in users))
    await asyncio.sleep(2.0)
    sends = [call for call in platform.calls[before:] if call.endswith(("reply", "push", "sendMessage"))]
    assert sends == [] and all(platform.texts_to(user) == [] for user in users)
    async with desk.database.transaction() as session:
        assert await channels.waits_until(session, platform.name, utc_now() + channels.PROBE) is None
        assert await channels.waits_until(session, platform.name, utc_now() + channels.PROBE) is not None


@pytest.mark.parametrize("body", [RESTRICTED, b'{"error": {"code": 190}}', b'{"error": {"code": 368}}'])
async def test_what_messenger_says_of_the_whole_page_fails_nobodys_answer(
    make_desk: MakeDesk, facebook: FacebookPlatform, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    desk = make_desk(facebook)
    monkeypatch.setattr(channels, "PROBE", timedelta(seconds=0.4))
    desk.platform.answers.append(Answer(400, body))
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    assert [(row.state, row.attempts) for row in await desk.outbox()] == [(DeliveryState.ACCEPTED, 1)]


# What is said of a citizen who blocked us; LINE takes what it is sent and says nothing.
GONE = {
    FacebookPlatform: Answer(403, b'{"error": {"code": 551, "error_subcode": 1545041}}'),
    TelegramPlatform: Answer(
        403, b'{"ok": false, "error_code": 403, "description": "Forbidden: bot was blocked"}'
    ),
}


@pytest.fixture(params=GONE, ids=lambda kind: kind.name)
def telling(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """Each platform that tells of a block, running."""
    stand_in: Platform = request.param()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


async def test_a_citizen_who_blocked_us_is_no_trouble(make_desk: MakeDesk, telling: Platform) -> None:
    desk = make_desk(telling)
    telling.answers.append(GONE[type(telling)])
    await _queue(desk, [Text(LONG), Text(LONG)])
    await desk.settle()
    assert {(row.state, str(row.payload)) for row in await desk.outbox()} == {(DeliveryState.BLOCKED, "{}")}
    async with desk.database.transaction() as session:
        now = utc_now()
        found = await statistics.traffic(session, now - timedelta(days=7), now)
    assert (found.failed, found.unknown) == (0, 0)


async def _pulse(desk: Desk) -> statistics.Pulse:
    async with desk.database.transaction() as session:
        now = utc_now()
        return (await statistics.traffic(session, now - timedelta(days=7), now)).pulses[desk.platform.name]


async def test_refused_signatures_are_counted_until_one_is_right(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejected_webhooks, "EVERY", timedelta(0))
    platform = desk.platform
    for _ in range(3):
        assert await desk.post(platform.text_event(USER, "你好"), signed=False) == 401
    assert await _pulse(desk) == statistics.Pulse(refused=3)
    assert await desk.post(platform.text_event(USER, "你好")) == 200
    assert ((await _pulse(desk)).refused, (await _pulse(desk)).events) == (0, 1)


async def test_a_request_without_a_signature_is_a_strangers_and_counts_for_nothing(desk: Desk) -> None:
    body, _ = desk.platform.webhook(desk.platform.text_event(USER, "你好"))
    assert (await desk.http.post(f"/webhooks/{desk.platform.name}", content=body)).status_code == 401
    async with desk.database.transaction() as session:
        assert await session.get(ChannelRow, desk.platform.name) is None


async def test_a_client_that_hangs_up_is_one_line_of_log(desk: Desk) -> None:
    path = f"/webhooks/{desk.platform.name}"
    begun = ({"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"})
    coming = iter(begun)

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(message: Any) -> None:
        """Nobody is there any more."""

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-length", b"1000")],
        "client": ("192.0.2.1", 1),
        "server": ("app", 443),
    }
    with capture_logs() as lines:
        await desk.app(scope, receive, send)
    assert [line["event"] for line in lines if "channel" in line] == ["webhook_hung_up"]
