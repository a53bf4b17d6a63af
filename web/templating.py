"""Jinja environment of the pages; the desk shares its components (``partials/``)."""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.templating import Jinja2Templates

from cases.policy import told_within
from connectors.webchat.asset_routes import chat_module, colours
from core.dependencies import provided
from core.settings import Settings
from web import translations
from web.links import map_href, phone_href, web_href

ROOT = Path(__file__).resolve().parent.parent


def absolute(request: Request, path: str) -> str:
    """``path`` below the public address of the settings, never below the Host that a request names."""
    try:
        return f"{provided(request, Settings).public_base}{path}"
    except (AttributeError, LookupError):  # an error before the app is up
        return path


def wrong(questions: Iterable[Any], problems: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The questions with a problem, in their order, as ``partials/problems.html`` lists them."""
    return [(field.name, field.label, problems[field.name]) for field in questions if field.name in problems]


@cache
def asset(path: str) -> str:
    """Address of a static file, e.g. ``web/base.css``; it changes with the file's content."""
    room, name = path.split("/", 1)
    digest = sha256((ROOT / room / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


def make_templates(*rooms: str) -> Jinja2Templates:
    """Templates of ``rooms``, looked up in that order; everything is escaped by default."""
    folders = [FileSystemLoader(ROOT / room / "templates") for room in rooms]
    environment = Environment(
        loader=ChoiceLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.globals["asset"] = asset
    environment.globals["chat_module"] = chat_module
    environment.globals["colours"] = colours
    environment.filters["absolute"] = absolute
    environment.filters["phone_href"] = phone_href
    environment.filters["web_href"] = web_href
    environment.filters["map_href"] = map_href
    environment.filters["wrong"] = wrong
    environment.filters["told_within"] = told_within
    environment.filters["translated"] = translations.translated
    environment.filters["in_language"] = translations.label
    environment.filters["button_in"] = translations.button
    environment.filters["sentence_in"] = translations.sentence
    return Jinja2Templates(env=environment)
