"""What the counter keeps for a network outage: every entry, rendered, in one document.

The same templates render it as online. Whether a window is open right now is left out: offline that
would be as old as the copy.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from connectors.webchat.asset_routes import colours
from desk.pages import fragment
from knowledge.catalogue import Catalogue
from knowledge.presentation import EntryView, WindowView
from web.entry_search import Found, related
from web.templating import ROOT, asset

_ASSETS = (
    "web/base.css",
    "desk/look.js",
    "web/entry.css",
    "web/favicon.svg",
    "desk/shell.css",
    "desk/desk.css",
    "desk/desk.js",
    "desk/offline.js",
)
PAGE = "/desk/offline"
INDEX = "/desk/offline.json"


def _timeless(window: WindowView) -> WindowView:
    return replace(window, open="unknown", open_text="請先打電話確認開放時間")


def _copy(catalogue: Catalogue, view: EntryView) -> dict[str, str]:
    others = tuple((when, _timeless(window)) for when, window in view.other_windows)
    shown = replace(view, window=_timeless(view.window), other_windows=others)
    entry = catalogue[view.id]
    return {
        "id": view.id,
        "category": view.category,
        "question": view.question,
        "words": "\n".join(entry.all_variants),
        "hit": fragment("partials/hit.html", hit=shown, found=Found(""), category=""),
        "detail": fragment("partials/detail.html", entry=shown, related=related(catalogue, view)),
    }


@lru_cache(maxsize=1)
def index(catalogue: Catalogue, hour: datetime) -> dict[str, Any]:
    """The copy of ``catalogue`` as of ``hour`` (local time); takes about a second, once an hour at most."""
    views = filter(None, (catalogue.view(entry.id, hour) for entry in catalogue))
    entries = [_copy(catalogue, view) for view in views]
    return {
        "generation": catalogue.generation,
        "made_at": f"{hour.month}/{hour.day} {hour:%H:%M}",
        "entries": entries,
    }


def worker() -> str:
    """The service worker with the files that it keeps; its text changes with each of them."""
    body = (ROOT / "desk" / "static" / "worker.js").read_text("utf-8")
    assets = [colours(), *(asset(path) for path in _ASSETS)]
    version = sha256(" ".join(assets).encode()).hexdigest()[:12]
    return f'const VERSION = "{version}";\nconst ASSETS = {assets};\n{body}'
