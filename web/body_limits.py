"""Refuse oversized bodies before they are read into memory."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import Problem
from web.problems import known

Page = Callable[[Request, Problem], Response | None]
BODY_LIMIT = 1024 * 1024
_NONE: Mapping[str, int] = {}


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 when a body is, or turns out to be, over `BODY_LIMIT` bytes.

    ``larger`` gives the paths that take files limits of their own, ``page`` makes the page of a refusal
    where somebody waits for one.
    """

    def __init__(
        self, app: ASGIApp, larger: Mapping[str, int] = _NONE, page: Page = lambda request, told: None
    ) -> None:
        self._app = app
        self._larger = larger
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body as it arrives; a false Content-Length does not help."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        limit = self._larger.get(scope["path"], BODY_LIMIT)
        if declared.isdigit() and int(declared) > limit:
            await self._refusal(scope, limit)(scope, receive, send)
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
            await self._refusal(scope, limit)(scope, receive, send)

    def _refusal(self, scope: Scope, limit: int) -> Response:
        told = Problem(f"內容超過 {limit // 1024} KB", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        request = Request(scope)
        return self._page(request, told) or known(request, told)
