"""No text holds a NUL sign, whatever route it comes to: PostgreSQL cannot store it, and nobody types it."""

import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.multipart_nul_filter import FormParts
from web.problems import problem

# As a byte, percent-encoded, or as an escape of JSON: an odd number of backslashes.
_NUL = {
    "application/json": re.compile(rb"\0|(?<!\\)(?:\\\\)*\\u0000"),
    "application/x-www-form-urlencoded": re.compile(rb"\0|%00"),
}
_LONGEST = 6
# Platforms send what citizens typed; it is cleaned there, for they would send what we refuse again and again.
_FREE = "/webhooks/"


class _HasNul(Exception):
    pass


def _refusal() -> Response:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "內容裡有 NUL 字元，無法處理：請刪掉後再送一次。")


def _looking(content_type: bytes) -> Callable[[bytes], bool] | None:
    """What tells, given a body piece by piece, whether it holds a NUL; None for a body that may."""
    kind = content_type.split(b";")[0].strip().lower().decode("latin-1")
    if kind == "multipart/form-data":
        return FormParts(content_type).has_nul
    if (pattern := _NUL.get(kind)) is None:
        return None
    last = b""

    def has_nul(more: bytes) -> bool:
        nonlocal last
        seen = last + more
        last = seen[-_LONGEST:]
        return pattern.search(seen) is not None

    return has_nul


class NoNul:
    """ASGI middleware: 422 for a NUL in path, query, form or JSON; files may hold it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the body as it passes."""
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            await _refusal()(scope, receive, send)
            return
        looks = _looking(dict(scope["headers"]).get(b"content-type", b""))
        if looks is None:
            await self._app(scope, receive, send)
            return
        has_begun, has_nul = False, False

        async def looked_at() -> Message:
            nonlocal has_nul
            message = await receive()
            if has_nul or looks(message.get("body", b"")):
                has_nul = True
                raise _HasNul
            return message

        async def send_unless_nul(message: Message) -> None:
            nonlocal has_begun
            if has_nul and not has_begun:  # the framework made an answer of its own of our refusal
                return
            has_begun = True
            await send(message)

        with suppress(_HasNul):
            await self._app(scope, looked_at, send_unless_nul)
        if has_nul and not has_begun:
            await _refusal()(scope, receive, send)
