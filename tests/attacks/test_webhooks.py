"""Webhooks with the right signature and anything in them: a platform's secret does not make its words good."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from connectors.models import EventState, InboxRow
from connectors.signatures import base64_digest, hex_digest
from core.database import Database
from tests.attacks import nasty
from tests.attacks.conftest import BOUNCE_TOKEN, Besieged
from tests.platforms import FacebookPlatform, LinePlatform, TelegramPlatform, facebook, line, telegram

Headers = dict[str, str]

SIGNERS: dict[str, Callable[[bytes], Headers]] = {
    "line": lambda body: {"x-line-signature": base64_digest(line.SECRET, body)},
    "facebook": lambda body: {"x-hub-signature-256": hex_digest(facebook.SECRET, body)},
    "telegram": lambda body: {"x-telegram-bot-api-secret-token": telegram.SECRET},
    "email": lambda body: {"authorization": f"Bearer {BOUNCE_TOKEN}"},
}


def _genuine() -> dict[str, list[Any]]:
    """What each platform really sends, to be spoilt in one place."""
    found = {}
    for platform in (LinePlatform(), FacebookPlatform(), TelegramPlatform()):
        events = [
            platform.text_event("77", "加班費怎麼算"),
            platform.attachment_event("77"),
            platform.edited_event("77", "資遣費"),
            platform.foreign_press_event("77", "我要陳情"),
        ]
        found[platform.name] = [json.loads(platform.webhook(event)[0]) for event in events]
    return found


GENUINE = _genuine()


@pytest.fixture(scope="module")
def web(besieged: Besieged) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=besieged.address, timeout=20) as client:
        yield client


def _send(web: httpx.Client, channel: str, body: bytes) -> int:
    signed = SIGNERS[channel](body) | {"content-type": "application/json"}
    return web.post(f"/webhooks/{channel}", content=body, headers=signed).status_code


@pytest.mark.parametrize("channel", SIGNERS)
def test_signed_bodies_that_are_no_webhook(web: httpx.Client, besieged: Besieged, channel: str) -> None:
    for body in (*nasty.RAW, b"\0" * 100_000, json.dumps([{}] * 20_000).encode()):
        assert _send(web, channel, body) < 500, body[:60]
    assert not besieged.faults()


@pytest.mark.parametrize("channel", GENUINE)
def test_a_genuine_event_with_anything_in_one_place(
    web: httpx.Client, besieged: Besieged, channel: str
) -> None:
    @nasty.BOUNDED
    @given(st.sampled_from(GENUINE[channel]), nasty.JSON, st.integers(0, 60))
    def attack(event: Any, value: Any, place: int) -> None:
        assert _send(web, channel, nasty.encoded(nasty.changed(event, value, place))) < 500

    attack()
    _wait_until_handled(besieged)
    assert not besieged.faults()


@pytest.mark.parametrize("channel", GENUINE)
def test_signed_json_of_any_shape(web: httpx.Client, besieged: Besieged, channel: str) -> None:
    @nasty.BOUNDED
    @given(
        st.dictionaries(st.sampled_from(["events", "entry", "message", "object", "update_id"]), nasty.JSON)
    )
    def attack(value: Any) -> None:
        assert _send(web, channel, nasty.encoded(value)) < 500

    attack()
    _wait_until_handled(besieged)
    assert not besieged.faults()


def test_a_key_twice_counts_once(web: httpx.Client, besieged: Besieged) -> None:
    body = b'{"destination": "U0", "events": [], "events": [{"type": 1}, null, "x", []]}'
    assert _send(web, "line", body) < 500


def _wait_until_handled(besieged: Besieged) -> None:
    """Until nothing waits: what was taken in must not come to grief later."""

    async def waiting(database: Database) -> int:
        async with database.transaction() as session:
            rows = select(func.count()).where(InboxRow.state == EventState.PENDING)
            return int(await session.scalar(rows) or 0)

    until = time.monotonic() + 60
    while besieged.desk.run(waiting):
        assert time.monotonic() < until
        time.sleep(0.2)
