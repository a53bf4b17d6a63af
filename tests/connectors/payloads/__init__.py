"""Webhook bodies as the platforms send them, one file for each behaviour; nobody in them is real."""

import json
import time
from pathlib import Path
from typing import Any

from connectors.payloads import objects
from connectors.signatures import base64_digest, hex_digest
from tests.connectors.conftest import Desk
from tests.platforms.facebook import SECRET as FACEBOOK_SECRET
from tests.platforms.line import SECRET as LINE_SECRET
from tests.platforms.line import LinePlatform
from tests.platforms.telegram import SECRET as TELEGRAM_SECRET

HERE = Path(__file__).parent


def names(platform: str, like: str = "*") -> list[str]:
    """The payloads of a platform."""
    return sorted(path.stem for path in (HERE / platform).glob(f"{like}.json"))


def load(platform: str, name: str) -> dict[str, Any]:
    """One webhook body."""
    body: dict[str, Any] = json.loads((HERE / platform / f"{name}.json").read_bytes())
    return body


async def arrive(desk: Desk, body: dict[str, Any]) -> int:
    """`send` ``body`` and wait for what it leads to."""
    status = await send(desk, body)
    await desk.settle()
    return status


async def send(desk: Desk, body: dict[str, Any]) -> int:
    """Send ``body`` as it is, signed as its platform does; returns the status."""
    if isinstance(desk.platform, LinePlatform):
        for event in objects(body.get("events")):
            if token := event.get("replyToken"):
                source = event.get("source") or {}
                chat = source.get("groupId") or source.get("roomId") or source.get("userId", "")
                desk.platform.tokens[token] = (chat, time.monotonic())
    content = json.dumps(body).encode()
    header = {
        "line": {"x-line-signature": base64_digest(LINE_SECRET, content)},
        "facebook": {"x-hub-signature-256": hex_digest(FACEBOOK_SECRET, content)},
        "telegram": {"x-telegram-bot-api-secret-token": TELEGRAM_SECRET},
    }[desk.platform.name]
    url = f"/webhooks/{desk.platform.name}"
    return (await desk.http.post(url, content=content, headers=header)).status_code
