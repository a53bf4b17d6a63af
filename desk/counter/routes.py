"""HTTP of the look-up at the counter."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, SettingsDep, provided
from desk.auth import shift_service
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.autosave.service import person_of
from desk.counter import service, unanswered, visit_service
from desk.counter.service import ContactKind
from desk.counter.visit_service import Counter, VisitOutcome
from desk.dependencies import FirstHourDep
from desk.digest import bulletin_service
from desk.duty import handover_service
from desk.pages import page, see_other
from knowledge.presentation import EntryView
from retrieval.engine import Engine
from web.dependencies import EngineDep
from web.entry_search import Found, clean_query, find, related, views_of
from web.qr import qr_code

router = APIRouter(
    prefix="/desk", include_in_schema=False, dependencies=[Depends(allowed(Permission.LOOK_UP))]
)
Volunteer = Annotated[Staff, Depends(allowed(Permission.LOG_DUTY))]


async def shift_id_of(request: Request) -> int | None:
    """The shift that somebody serves in: their own, else the one that is open now."""
    own: int | None = request.state.signed_in.shift_id
    if own is not None:
        return own
    opened = await shift_service.open_now(provided(request, Database), utc_now())
    return opened[0].id if opened else None


def _list(request: Request, q: str, category: str) -> dict[str, Any]:
    """What the list shows: the hits for ``q``, else the entries of ``category``."""
    engine, now = provided(request, Engine), local_now()
    found = find(engine, q, now)
    if not found.query and category:
        entries = engine.catalogue.by_category().get(category, ())
        found = Found("", views_of(engine.catalogue, entries, now))
    chosen = "" if found.query else category
    return {"found": found, "category": chosen, "generation": engine.catalogue.generation}


def _entry(request: Request, entry_id: str, language: str | None) -> dict[str, Any] | None:
    catalogue = provided(request, Engine).catalogue
    entry: EntryView | None = catalogue.view(entry_id, local_now(), language)
    return {"entry": entry, "related": related(catalogue, entry)} if entry else None


async def counter_of(request: Request, staff: Staff) -> Counter:
    """Where ``staff`` serves."""
    return Counter(person_of(staff), await shift_id_of(request))


async def _note(request: Request, done: VisitOutcome, entry_id: str = "") -> None:
    entry = provided(request, Engine).catalogue.get(entry_id) if entry_id else None
    if entry_id and entry is None:
        return
    at = await counter_of(request, request.state.signed_in.staff)
    topic = entry.category if entry else ""
    await visit_service.note(provided(request, Database), at, done, utc_now(), entry_id, topic)


@router.get("")
async def look_up(
    request: Request,
    engine: EngineDep,
    database: DatabaseDep,
    first: FirstHourDep,
    q: str = "",
    category: str = "",
    id: str = "",
    lang: str | None = None,
    noted: bool = False,
) -> Response:
    """The whole page; the parameters make it work without JavaScript."""
    now = utc_now()
    catalogue, staff = engine.catalogue, request.state.signed_in.staff
    context = _list(request, q, category) | (_entry(request, id, lang) or {"entry": None})
    if id:
        await _note(request, VisitOutcome.OPENED, id)
    return page(
        request,
        "look_up.html",
        categories=catalogue.by_category(),
        recent=await service.recent(database, catalogue, await shift_id_of(request), now),
        hot=await service.hot(database, catalogue, now),
        notes=await handover_service.unread(database, staff, now),
        bulletins=await bulletin_service.unread(database, staff, now),
        noted=noted,
        first_items=await first.items(now) if staff.may(Permission.READ_REPORTS) else (),
        kind=await visit_service.kind_now(database, await counter_of(request, staff)),
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
    await _note(request, VisitOutcome.OPENED, entry_id)
    return page(request, "partials/detail.html", **context)


@router.get("/print/{entry_id}")
async def print_view(
    request: Request, entry_id: str, settings: SettingsDep, lang: str | None = None
) -> Response:
    """One sheet to hand over, with a QR code of the public page."""
    context = _entry(request, entry_id, lang)
    if context is None:
        return page(request, "gone_page.html", HTTPStatus.NOT_FOUND)
    await _note(request, VisitOutcome.PRINTED, entry_id)
    url = f"{settings.public_base}/faq/{entry_id}"
    if context["entry"].translation:
        url += f"?lang={lang}"
    code = qr_code(url)
    return page(request, "print.html", url=url, code=code, **context)


@router.post("/not-found")
async def not_found(
    request: Request,
    staff: Volunteer,
    engine: EngineDep,
    database: DatabaseDep,
    q: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """「查不到」: the question goes to those who curate, with what was shown instead."""
    query = clean_query(q)
    shown = [entry.id for entry in find(engine, query, local_now()).entries]
    generation = engine.catalogue.generation
    await unanswered.file(database, query, shown, generation, utc_now(), key)
    await _note(request, VisitOutcome.NOT_FOUND)
    return see_other("/desk?noted=true")


@router.post("/visit/next")
async def next_person(request: Request, staff: Volunteer, database: DatabaseDep) -> Response:
    """下一位: somebody else stands at the counter, or calls."""
    await visit_service.next_person(database, await counter_of(request, staff), utc_now())
    return see_other("/desk")


@router.post("/visit/kind")
async def switch(
    request: Request, staff: Volunteer, kind: Annotated[ContactKind, Form()], database: DatabaseDep
) -> Response:
    """At the counter, or on the telephone."""
    await visit_service.switch(database, await counter_of(request, staff), kind, utc_now())
    return see_other("/desk")


@router.post("/visit/undo")
async def undo(request: Request, staff: Volunteer, database: DatabaseDep) -> Response:
    """The last person was counted by mistake."""
    await visit_service.undo(database, await counter_of(request, staff), utc_now())
    return see_other("/desk")
