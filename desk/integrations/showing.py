"""The page of the other systems: keys, addresses, and the forms for one more of each."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from connectors.webhooks.service import Webhooks
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import provided
from core.system_events import SystemEvent
from desk.integrations import key_service
from desk.integrations.key_service import LONGEST, Scope
from desk.pages import page

PREFIX = "/desk/integrations"
_USUAL = timedelta(days=180)
_NOTHING_TYPED: dict[str, Any] = {
    "key": "",
    "scopes": (),
    "expires_on": None,
    "webhook": "",
    "address": "",
    "kinds": (),
}
# A test is sent by its button.
KINDS = tuple(kind for kind in SystemEvent if kind is not SystemEvent.PING)


async def show(request: Request, status: int = HTTPStatus.OK, **context: Any) -> Response:
    """The page, with what was ``typed`` and the ``problem`` with it, or a ``secret`` to be seen once."""
    today = local_now().date()
    shown: dict[str, Any] = {
        "keys": await key_service.listed(provided(request, Database)),
        "webhooks": await provided(request, Webhooks).all(),
        "now": utc_now(),
        "scopes": tuple(Scope),
        "kinds": KINDS,
        "usual": today + _USUAL,
        "today": today,
        "furthest": today + LONGEST,
        "problem": None,
        "secret": None,
        **context,
        "typed": _NOTHING_TYPED | context.get("typed", {}),
    }
    return page(request, "integrations/integrations.html", status, **shown)
