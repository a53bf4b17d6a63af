"""Compression of what is public: nothing that holds a secret is compressed.

A page that shows a secret (the token of a form or of a conversation, a case) beside words of somebody else
gives the secret away by its compressed length (BREACH, CVE-2013-3587). So these paths, by GET, are all.
"""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_PAGES = frozenset({"/", "/faq", "/tools", "/sitemap.xml", "/widget.js", "/api/v1/faq"})
_BELOW = ("/static/", "/widget/", "/faq/", "/tools/", "/api/v1/faq/")
_LEAST_BYTES = 1024


def holds_no_secret(method: str, path: str) -> bool:
    """Whether what is answered may be compressed."""
    return method == "GET" and (path in _PAGES or path.startswith(_BELOW))


class CompressPublic:
    """ASGI middleware: gzip for `holds_no_secret`, everything else as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressing = GZipMiddleware(app, minimum_size=_LEAST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, compressing or not."""
        is_public = scope["type"] == "http" and holds_no_secret(scope["method"], scope["path"])
        await (self._compressing if is_public else self._plain)(scope, receive, send)
