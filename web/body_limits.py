"""Refuse oversized bodies before they are read into memory, and files for which the disk has no room."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.client_address import source_of
from core.errors import Problem
from web.problems import known
from web.staging import Staging

Page = Callable[[Request, Problem], Response | None]
BODY_LIMIT = 1024 * 1024
_NONE: Mapping[str, int] = {}


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 when a body is, or turns out to be, over `BODY_LIMIT` bytes.

    ``larger`` gives the paths that take files limits of their own, ``page`` makes the page of a refusal
    where somebody waits for one. What comes to a path of ``staged`` is written to the disk, where it
    takes the room that ``staging`` gives.
    """

    def __init__(
        self,
        app: ASGIApp,
        larger: Mapping[str, int] = _NONE,
        page: Page = lambda request, told: None,
        staging: Staging | None = None,
        staged: Collection[str] = (),
    ) -> None:
        self._app = app
        self._staging, self._staged = staging, staged
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
            size = len(message.get("body", b""))
            received += size
            if received > limit:
                raise _TooLarge
            take(size)
            return message

        with self._place(scope) as take:
            try:
                await self._app(scope, counted, send)
            except _TooLarge:
                await self._refusal(scope, limit)(scope, receive, send)

    def _place(self, scope: Scope) -> AbstractContextManager[Callable[[int], None]]:
        if self._staging is None or scope["path"] not in self._staged:
            return nullcontext(lambda size: None)
        return self._staging.place(source_of(scope.get("client")))

    def _refusal(self, scope: Scope, limit: int) -> Response:
        told = Problem(f"內容超過 {limit // 1024} KB", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        request = Request(scope)
        return self._page(request, told) or known(request, told)
