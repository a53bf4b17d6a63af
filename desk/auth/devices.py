"""Browsers that have signed in before are counted apart (OWASP "device cookies").

Somebody outside who keeps guessing makes strangers wait, but not the people at their own PC.
"""

import hashlib
import hmac
import secrets

from fastapi import Request, Response

from desk.auth.cookies import set_cookie

COOKIE = "labordesk_device"
_YEAR = 365 * 24 * 3600


def _signature(key: str, device: str) -> str:
    return hmac.new(key.encode(), f"device:{device}".encode(), hashlib.sha256).hexdigest()


def device_of(request: Request) -> str:
    """The id of a browser that has signed in before, else empty."""
    device, _, signature = request.cookies.get(COOKIE, "").partition(".")
    expected = _signature(request.app.state.settings.signing_key, device)
    return device if hmac.compare_digest(signature.encode(), expected.encode()) else ""


def remember_device(request: Request, response: Response) -> None:
    """Know this browser again; the cookie says nothing about who used it."""
    if not device_of(request):
        device = secrets.token_urlsafe(12)
        value = f"{device}.{_signature(request.app.state.settings.signing_key, device)}"
        set_cookie(request, response, COOKIE, value, max_age=_YEAR)
