"""Files of citizens: shown in a page, or taken to this computer; nothing in them runs."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Response

# ``?as=page`` shows a file, without it the file is taken to this computer.
IN_PAGE = "page"
As = Annotated[str, Query(alias="as", max_length=10)]

# The kinds that browsers show, each with what it may do; the viewer of PDF files needs styles of its own.
_PICTURE = "default-src 'none'; sandbox"
_DOCUMENT = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_SHOWN = {
    "image/jpeg": _PICTURE,
    "image/png": _PICTURE,
    "image/webp": _PICTURE,
    "image/gif": _PICTURE,
    "application/pdf": _DOCUMENT,
}


def is_picture(kind: str) -> bool:
    """Whether browsers show a media type as a picture."""
    return kind in _SHOWN and kind.startswith("image/")


def is_pdf(kind: str) -> bool:
    """Whether browsers show a media type as a document."""
    return kind == "application/pdf"


def shown(content: bytes, name: str, kind: str) -> Response:
    """A file as its page shows it; what browsers do not show is a download."""
    policy = _SHOWN.get(kind)
    if policy is None:
        return download(content, name)
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
    }
    return Response(content, media_type=kind, headers=headers)


def download(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """A file to keep."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox",
    }
    return Response(content, media_type=media_type, headers=headers)
