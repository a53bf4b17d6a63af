"""Webhook bodies as the platforms send them, one file for each behaviour; nobody in them is real."""

import json
import time
from pathlib import Path
from typing import Any

from connectors.signatures import base64_digest, hex_digest
from tests.connectors.conftest import Desk
from tests.platforms.facebook import SECRET as FACEBOOK_SECRET
from tests.platforms.line import SECRET as LINE_SECRET
from tests.platforms.line import LinePlatform
from tests.platforms.telegram import SECRET as TELEGRAM_SECRET

_HERE = Path(__file__).parent


def names(platform: str, like: str = "*") -> list[str]:
    """The payloads of a platform."""
    return sorted(path.stem for path in (_HERE / platform).glob(f"{like}.json"))


def load(platform: str, name: str) -> dict[str, Any]:
    """One webhook body."""
    body: dict[str, Any] = json.loads((_HERE / platform / f"{name}.json").read_bytes())
    return body


async def arrive(desk: Desk, body: dict[str, Any]) -> int:
    """Send ``body`` as it is, signed as its platform does, and wait for what it leads to."""
    if isinstance(desk.platform, LinePlatform):
        for event in body["events"]:
            desk.platform.tokens[event["replyToken"]] = (event["source"]["userId"], time.monotonic())
    content = json.dumps(body).encode()
    header = {
        "line": {"x-line-signature": base64_digest(LINE_SECRET, content)},
        "facebook": {"x-hub-signature-256": hex_digest(FACEBOOK_SECRET, content)},
        "telegram": {"x-telegram-bot-api-secret-token": TELEGRAM_SECRET},
    }[desk.platform.name]
    url = f"/webhooks/{desk.platform.name}"
    status = (await desk.http.post(url, content=content, headers=header)).status_code
    await desk.settle()
    return status
