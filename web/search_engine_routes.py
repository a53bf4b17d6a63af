"""What search engines and browsers ask a site for: robots.txt, sitemap.xml, the icon.

Addresses are those of the setting ``PUBLIC_URL``, whatever Host header a request names.
"""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse

from core.clock import local_now
from core.dependencies import SettingsDep
from knowledge.calculators import CALCULATORS
from web.dependencies import EngineDep
from web.hreflang import Alternate, alternates
from web.templating import ROOT, make_templates

# Pages that are somebody's own, or no pages at all.
NOT_INDEXED = (
    "/api/",
    "/cases/saved",
    "/cases/survey",
    "/deadlines/",
    "/desk",
    "/subscriptions/",
    "/webhooks/",
    "/ws/",
)
_PAGES = ("/", "/faq", "/chat", "/tools", "/cases/new", "/cases/status", "/subscriptions")

router = APIRouter(include_in_schema=False)
_templates = make_templates("web")


def install(app: FastAPI) -> None:
    """Add the addresses to ``app``."""
    app.include_router(router)


@router.get("/robots.txt")
def robots(settings: SettingsDep) -> Response:
    """What is for search engines, and where the list of pages is (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_INDEXED)]
    return PlainTextResponse("\n".join([*lines, f"Sitemap: {settings.public_base}/sitemap.xml", ""]))


@router.get("/sitemap.xml")
def sitemap(request: Request, settings: SettingsDep, engine: EngineDep) -> Response:
    """Every public page, entries with the languages they can be read in (sitemaps.org, xhtml:link)."""
    base, catalogue, now = settings.public_base, engine.catalogue, local_now()
    places = [f"{base}{path}" for path in _PAGES]
    tools = [f"{base}/tools/{name}" for name in CALCULATORS]
    pages: list[tuple[str, tuple[Alternate, ...]]] = [(place, ()) for place in (*places, *tools)]
    for entry in catalogue:
        if view := catalogue.view(entry.id, now):
            others = alternates(base, view)
            pages += [(other.url, others) for other in others] or [(f"{base}/faq/{entry.id}", ())]
    shown: dict[str, Any] = {"pages": pages}
    return _templates.TemplateResponse(request, "sitemap.xml", shown, media_type="application/xml")


@router.get("/favicon.ico")
def favicon() -> Response:
    """The icon for programs that look for it without reading a page."""
    return FileResponse(ROOT / "web" / "static" / "favicon.ico", media_type="image/x-icon")
