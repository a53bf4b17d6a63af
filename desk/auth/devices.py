"""Browsers that have signed in before are counted apart (OWASP "device cookies").

Somebody outside who keeps guessing makes strangers wait, but not the people at their own PC. A browser
counts only for the accounts that signed in with it: who owns one account cannot guess at another with it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from fastapi import Request, Response

from core.dependencies import provided
from core.settings import Settings
from desk.auth.cookies import read_cookie, set_cookie

COOKIE = "labordesk_device"
_YEAR = 365 * 24 * 3600
# A PC at the counter is shared; who was here longest ago goes first.
_MOST_OWNERS = 12


def account_owner(login: str) -> str:
    """How an account is named among those that signed in with a browser."""
    return f"account:{login}"


def shift_owner(shift_id: int) -> str:
    """How the volunteers of a shift are."""
    return f"shift:{shift_id}"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and those who have signed in with it, none for one that was never seen."""

    id: str = ""
    marks: tuple[str, ...] = ()
    key: str = field(default="", repr=False)

    def known_to(self, owner: str) -> str:
        """The id of the browser if ``owner`` has signed in with it, else empty."""
        return self.id if self.id and _mark(self.key, self.id, owner) in self.marks else ""


STRANGE = Device()


def device_of(request: Request) -> Device:
    """The browser that asks."""
    key = provided(request, Settings).signing_key
    content, _, signature = (read_cookie(request, COOKIE) or "").rpartition(".")
    if not hmac.compare_digest(signature.encode(), _keyed(key, f"device:{content}").encode()):
        return STRANGE
    device, _, marks = content.partition(".")
    return Device(device, tuple(marks.split("-")), key)


def remember_device(request: Request, response: Response, owner: str) -> None:
    """Know this browser again for ``owner``; the cookie does not tell who that is."""
    key, known = provided(request, Settings).signing_key, device_of(request)
    device = known.id or secrets.token_urlsafe(12)
    mark = _mark(key, device, owner)
    marks = [*(other for other in known.marks if other != mark), mark][-_MOST_OWNERS:]
    content = f"{device}.{'-'.join(marks)}"
    value = f"{content}.{_keyed(key, f'device:{content}')}"
    set_cookie(request, response, COOKIE, value, max_age=_YEAR)


def _mark(key: str, device: str, owner: str) -> str:
    return _keyed(key, f"device-owner:{device}:{owner}")[:16]


def _keyed(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
