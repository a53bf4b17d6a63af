"""A form that was taken is forgotten as a draft, whichever route took it."""

from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.database import Database
from core.dependencies import provided
from desk.auth.access import SIGN_IN
from desk.autosave import service

_TAKEN = "forms_taken"


def form_was_taken(request: Request, *forms: str) -> None:
    """Say that what was typed into ``forms`` has arrived, where the answer is a page and no redirect."""
    setattr(request.state, _TAKEN, forms)


class TakenForms:
    """ASGI middleware: a POST that is answered by going on elsewhere was taken."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Erase the draft before the browser hears of it and asks for the next page."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith("/desk/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        query = f"?{request.url.query}" if request.url.query else ""
        sent_to = request.url.path + query

        async def send_when_erased(message: Message) -> None:
            if message["type"] == "http.response.start":
                forms = list(getattr(request.state, _TAKEN, ()))
                forms += [sent_to] if _went_on(message) else []
                signed_in = getattr(request.state, "signed_in", None)
                if forms and signed_in:
                    person = service.person_of(signed_in.staff)
                    await service.erase(provided(request, Database), person, forms)
            await send(message)

        await self._app(scope, receive, send_when_erased)


def _went_on(message: Message) -> bool:
    location = Headers(raw=message["headers"]).get("location", "")
    return message["status"] == HTTPStatus.SEE_OTHER and not location.startswith(SIGN_IN)
