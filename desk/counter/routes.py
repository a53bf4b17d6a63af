"""HTTP of the look-up at the counter."""

from http import HTTPStatus
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from desk.auth import shifts
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.counter import service, unanswered
from desk.digest import bulletins
from desk.duty import handover
from desk.pages import page, see_other
from knowledge.presentation import EntryView
from web.look_up import Found, clean_query, find, related, views_of

router = APIRouter(
    prefix="/desk", include_in_schema=False, dependencies=[Depends(allowed(Permission.LOOK_UP))]
)
Volunteer = Annotated[Staff, Depends(allowed(Permission.LOG_DUTY))]


async def shift_id_of(request: Request) -> int | None:
    """The shift that somebody serves in: their own, else the one that is open now."""
    own: int | None = request.state.signed_in.shift_id
    if own is not None:
        return own
    opened = await shifts.open_now(request.app.state.database, utc_now())
    return opened[0].id if opened else None


def _list(request: Request, q: str, category: str) -> dict[str, Any]:
    """What the list shows: the hits for ``q``, else the entries of ``category``."""
    engine, now = request.app.state.engine, local_now()
    found = find(engine, q, now)
    if not found.query and category:
        entries = engine.catalogue.by_category().get(category, ())
        found = Found("", views_of(engine.catalogue, entries, now))
    chosen = "" if found.query else category
    return {"found": found, "category": chosen, "generation": engine.catalogue.generation}


def _entry(request: Request, entry_id: str, language: str | None) -> dict[str, Any] | None:
    catalogue = request.app.state.engine.catalogue
    entry: EntryView | None = catalogue.view(entry_id, local_now(), language)
    return {"entry": entry, "related": related(catalogue, entry)} if entry else None


async def _count(request: Request, entry_id: str) -> None:
    entry = request.app.state.engine.catalogue.get(entry_id)
    if entry is not None:
        shift_id = await shift_id_of(request)
        await service.count_use(request.app.state.database, shift_id, entry, utc_now())


@router.get("")
async def look_up(
    request: Request,
    q: str = "",
    category: str = "",
    id: str = "",
    lang: str | None = None,
    noted: bool = False,
) -> Response:
    """The whole page; the parameters make it work without JavaScript."""
    state, now = request.app.state, utc_now()
    catalogue, staff = state.engine.catalogue, request.state.signed_in.staff
    context = _list(request, q, category) | (_entry(request, id, lang) or {"entry": None})
    await _count(request, id)
    return page(
        request,
        "look_up.html",
        categories=catalogue.by_category(),
        recent=await service.recent(state.database, catalogue, await shift_id_of(request), now),
        hot=await service.hot(state.database, catalogue, now),
        notes=await handover.unread(state.database, staff),
        bulletins=await bulletins.unread(state.database, staff, now),
        noted=noted,
        **context,
    )


@router.get("/search")
def search(request: Request, q: str = "", category: str = "") -> Response:
    """The list alone, fetched as the volunteer types."""
    return page(request, "partials/results.html", **_list(request, q, category))


@router.get("/entry/{entry_id}")
async def entry_detail(request: Request, entry_id: str, lang: str | None = None) -> Response:
    """The detail pane alone."""
    context = _entry(request, entry_id, lang)
    if context is None:
        return page(request, "partials/gone.html", HTTPStatus.NOT_FOUND)
    await _count(request, entry_id)
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


@router.post("/not-found")
async def not_found(request: Request, staff: Volunteer, q: Annotated[str, Form()] = "") -> Response:
    """「查不到」: the question goes to those who curate, with what was shown instead."""
    state, query = request.app.state, clean_query(q)
    shown = [entry.id for entry in find(state.engine, query, local_now()).entries]
    generation = state.engine.catalogue.generation
    await unanswered.file(state.database, query, shown, generation, utc_now())
    return see_other("/desk?noted=true")
