"""Refuse oversized bodies before they are read into memory."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import problem

BODY_LIMIT = 1024 * 1024
_NONE: Mapping[str, int] = {}


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 when a body is, or turns out to be, over `BODY_LIMIT` bytes.

    ``larger`` gives the paths that take files limits of their own.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int] = _NONE) -> None:
        self._app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body as it arrives; a false Content-Length does not help."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        limit = self._larger.get(scope["path"], BODY_LIMIT)
        refusal = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"內容超過 {limit // 1024} KB")
        if declared.isdigit() and int(declared) > limit:
            await refusal(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLarge:
            await refusal(scope, receive, send)
