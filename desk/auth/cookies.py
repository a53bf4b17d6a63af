"""Cookies of the desk: its own pages alone send them, and no script reads them."""

from fastapi import Request, Response

from core.dependencies import provided
from core.settings import Settings

SESSION = "labordesk_desk"
_PRACTICE = "_practice"
VISIT = "labordesk_visit"
# Light or dark, of those who have no account to keep it.
LOOK = "labordesk_look"


def is_secure(request: Request) -> bool:
    """Whether people reach us by https, so that cookies are never sent in clear."""
    return request.url.scheme == "https" or bool(
        provided(request, Settings).public_base.startswith("https://")
    )


def _name(request: Request, name: str) -> str:
    """The name in the browser: cookies know no ports, and who practises stays signed in at the real desk."""
    return name + _PRACTICE if provided(request, Settings).practice else name


def read_cookie(request: Request, name: str) -> str | None:
    """What the browser holds under ``name``."""
    return request.cookies.get(_name(request, name))


def forget_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie from the browser."""
    response.delete_cookie(_name(request, name), path="/desk")


def set_cookie(
    request: Request, response: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Set a cookie until the browser closes, or for ``max_age`` seconds."""
    response.set_cookie(
        _name(request, name),
        value,
        max_age,
        path="/desk",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
