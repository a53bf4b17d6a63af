"""Marks every page of the practice mode, so that nobody takes it for the real one."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TEXT = "練習模式：這裡的民眾和案件都是假的，什麼都不會寄出去。"
_BANNER = f'<p class="practice-banner" role="note">{_TEXT}</p>'.encode()
_TITLE = b"<title>" + "【練習】".encode()
_BODY = re.compile(rb"<body[^>]*>")


class PracticeBanner:
    """ASGI middleware that puts a banner on top of every HTML page, error pages too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what is no page goes through as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def send_marked(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if not MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                    await send(message)
                else:
                    start = message
            elif not start:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    page = marked(bytes(body))
                    MutableHeaders(scope=start)["content-length"] = str(len(page))
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, send_marked)


def marked(page: bytes) -> bytes:
    """``page`` with the banner and a marked title; a fragment without a body stays as it is."""
    found = _BODY.search(page)
    if found is None:
        return page
    page = page[: found.end()] + _BANNER + page[found.end() :]
    return page.replace(b"<title>", _TITLE, 1)
