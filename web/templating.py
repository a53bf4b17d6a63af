"""Jinja environment of the pages; the desk shares its components (``partials/``)."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.templating import Jinja2Templates

from web.links import phone_href, web_href

ROOT = Path(__file__).resolve().parent.parent


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
    environment.filters["phone_href"] = phone_href
    environment.filters["web_href"] = web_href
    return Jinja2Templates(env=environment)
