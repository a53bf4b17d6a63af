"""Cookies of the desk: its own pages alone send them, and no script reads them."""

from fastapi import Request, Response

from core.dependencies import provided
from core.settings import Settings

SESSION = "labordesk_desk"
VISIT = "labordesk_visit"


def is_secure(request: Request) -> bool:
    """Whether people reach us by https, so that cookies are never sent in clear."""
    return request.url.scheme == "https" or bool(
        provided(request, Settings).public_base.startswith("https://")
    )


def set_cookie(
    request: Request, response: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Set a cookie until the browser closes, or for ``max_age`` seconds."""
    response.set_cookie(
        name, value, max_age, path="/desk", httponly=True, samesite="lax", secure=is_secure(request)
    )
