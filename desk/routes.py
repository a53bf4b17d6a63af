"""HTTP of the desk look-up."""

from http import HTTPStatus
from typing import Any

import segno
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from core.clock import local_now
from desk import pages
from desk.auth import account_routes, oidc_routes, step_routes, user_routes
from desk.auth import routes as sign_in_routes
from desk.auth.access import allowed, refuse_ungated
from desk.auth.permissions import Permission
from desk.inbox import callback_routes
from desk.inbox import routes as inbox_routes
from desk.pages import page
from knowledge.presentation import EntryView
from web.look_up import Found, find, related, views_of
from web.templating import ROOT

router = APIRouter(
    prefix="/desk", include_in_schema=False, dependencies=[Depends(allowed(Permission.LOOK_UP))]
)

# Every part of the desk stands here.
_PARTS = (
    router,
    sign_in_routes.router,
    step_routes.router,
    oidc_routes.router,
    account_routes.router,
    user_routes.users,
    user_routes.record,
    callback_routes.router,
    inbox_routes.router,
)


def install(app: FastAPI) -> None:
    """Add the desk pages and their static files to ``app``."""
    pages.install(app)
    for part in _PARTS:
        app.include_router(part)
    refuse_ungated(app)
    app.mount("/static/desk", StaticFiles(directory=ROOT / "desk" / "static"), name="desk-static")


def _list(request: Request, q: str, category: str) -> dict[str, Any]:
    """What the list shows: the hits for ``q``, else the entries of ``category``."""
    engine, now = request.app.state.engine, local_now()
    found = find(engine, q, now)
    if not found.query and category:
        entries = engine.catalogue.by_category().get(category, ())
        found = Found("", views_of(engine.catalogue, entries, now))
    return {"found": found, "category": "" if found.query else category}


def _entry(request: Request, entry_id: str, language: str | None) -> dict[str, Any] | None:
    catalogue = request.app.state.engine.catalogue
    entry: EntryView | None = catalogue.view(entry_id, local_now(), language)
    return {"entry": entry, "related": related(catalogue, entry)} if entry else None


@router.get("")
def look_up(
    request: Request, q: str = "", category: str = "", id: str = "", lang: str | None = None
) -> Response:
    """The whole page; the parameters make it work without JavaScript."""
    groups = request.app.state.engine.catalogue.by_category()
    context = _list(request, q, category) | (_entry(request, id, lang) or {"entry": None})
    return page(request, "look_up.html", categories=groups, **context)


@router.get("/search")
def search(request: Request, q: str = "", category: str = "") -> Response:
    """The list alone, fetched as the volunteer types."""
    return page(request, "partials/results.html", **_list(request, q, category))


@router.get("/entry/{entry_id}")
def entry_detail(request: Request, entry_id: str, lang: str | None = None) -> Response:
    """The detail pane alone."""
    context = _entry(request, entry_id, lang)
    if context is None:
        return page(request, "partials/gone.html", HTTPStatus.NOT_FOUND)
    return page(request, "partials/detail.html", **context)


@router.get("/print/{entry_id}")
def print_view(request: Request, entry_id: str, lang: str | None = None) -> Response:
    """One sheet to hand over, with a QR code of the public page."""
    context = _entry(request, entry_id, lang)
    if context is None:
        return page(request, "gone_page.html", HTTPStatus.NOT_FOUND)
    url = f"{request.app.state.public_url}/faq/{entry_id}"
    if context["entry"].translation:
        url += f"?lang={lang}"
    code = segno.make(url, error="m").svg_data_uri(scale=4, border=2)
    return page(request, "print.html", url=url, code=code, **context)
