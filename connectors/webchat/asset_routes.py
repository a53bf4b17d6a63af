"""The files of the web chat: one script for any page, which loads modules from a folder of their version.

Other sites load them too, so their answers allow every origin: they are public, and the same for everybody.
The version is in the address, so the files of two versions never meet and none has to be asked for twice.
"""

import json
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from connectors.dependencies import EngineDep
from core.clock import local_now
from core.errors import NotFound
from knowledge.catalogue import Catalogue
from knowledge.translation import Language

STATIC = Path(__file__).parent / "static"
_MODULES = STATIC / "widget"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_FOR_ALL = {"Access-Control-Allow-Origin": "*"}
_FOR_EVER = _FOR_ALL | {"Cache-Control": "public, max-age=31536000, immutable"}
_AN_HOUR = _FOR_ALL | {"Cache-Control": "public, max-age=3600"}
_ASK_AGAIN = _FOR_ALL | {"Cache-Control": "no-cache"}
_OFFICIAL = "zh-Hant"

router = APIRouter(include_in_schema=False)


@cache
def files() -> dict[str, Path]:
    """The files of the widget by their path below its folder."""
    return {path.relative_to(_MODULES).as_posix(): path for path in sorted(_MODULES.rglob("*.*"))}


@cache
def version() -> str:
    """Changes with every file of the widget."""
    digest = sha256()
    for name, path in files().items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def chat_module() -> str:
    """Address of the module that our own pages load at once; other sites get there by ``/widget.js``."""
    return f"/widget/{version()}/chat.js"


def colours() -> str:
    """Address of the colours, which our own pages share with the chat."""
    return f"/widget/{version()}/colours.css"


def headlines(catalogue: Catalogue, language: str) -> list[str]:
    """The questions of all entries served now: in ``language`` where they are translated, else left out.

    Raises:
        NotFound: the chat does not speak ``language``.
    """
    if language == _OFFICIAL:
        return [entry.question for entry in catalogue]
    if language not in list(Language):
        raise NotFound("對話沒有這種語言")
    now = local_now()
    views = (catalogue.view(entry.id, now, language) for entry in catalogue)
    return [view.translation.question for view in views if view and view.translation]


@router.get("/widget.js")
def script() -> Response:
    """The one script that a page embeds."""
    text = (STATIC / "widget.js").read_text("utf-8").replace("VERSION", version())
    return Response(text, media_type="text/javascript", headers=_ASK_AGAIN)


@router.get("/widget/{folder}/headlines/{language}.js")
def headlines_module(engine: EngineDep, folder: str, language: str) -> Response:
    """The headlines that the chat offers while somebody types, matched in the browser.

    A module, because pages of other sites let it load modules from here and nothing else.
    """
    found = headlines(engine.catalogue, language)
    module = f"export default {json.dumps(found, ensure_ascii=False)};\n"
    return Response(module, media_type="text/javascript", headers=_AN_HOUR)


@router.get("/widget/{folder}/{name:path}")
def module(folder: str, name: str) -> Response:
    """A file of the widget; the files of a version that is gone are those of this one, and kept by nobody."""
    path = files().get(name)
    if path is None:
        raise NotFound("對話元件沒有這個檔案")
    headers = _FOR_EVER if folder == version() else _ASK_AGAIN
    return FileResponse(path, HTTPStatus.OK, headers, _TYPES[path.suffix])
