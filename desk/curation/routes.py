"""HTTP of the curators: the list of entries, the other records, the history of each."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.dependencies import DatabaseDep, SettingsDep
from core.errors import NotFound, Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.curation.entry_usage import use_of
from desk.curation.people import person
from desk.curation.worklist import work_list
from desk.pages import page, see_other
from desk.people import people
from knowledge.figure_names import figure_name
from knowledge.labels import KINDS
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameter, Parameters
from knowledge.records import MODELS, key_of, payload_of
from publication import draft_service, open_item_service, revision_service
from publication import service as knowledge
from publication.listing import Filter, ReviewDue, due, select
from web.dependencies import EngineDep

curator = allowed(Permission.CURATE)
router = APIRouter(prefix="/desk/curation", include_in_schema=False, dependencies=[Depends(curator)])
Curator = Annotated[Staff, Depends(curator)]
_LONGEST_PLAN = timedelta(days=366)
_TITLES = {"parameter": "unit", "place": "name", "intent": "title", "danger": "title"}


@router.get("")
async def entries(
    request: Request,
    database: DatabaseDep,
    q: str = "",
    category: str = "",
    unit: str = "",
    state: str = "",
    due_for: str = "",
) -> Response:
    """Every entry, filtered; who is due for review stands first when that is asked for."""
    today = local_now().date()
    base = await knowledge.read(database)
    opened = await draft_service.listed(database)
    wanted = Filter(q.strip(), category, unit, state, due_for)
    dues = [due(entry, today) for entry in base.entries]
    return page(
        request,
        "curation/entries.html",
        listed=select(base.entries, opened, wanted, today),
        wanted=wanted,
        total=len(base.entries),
        categories=sorted({entry.category for entry in base.entries}),
        units=sorted({entry.unit for entry in base.entries}),
        overdue=dues.count(ReviewDue.OVERDUE),
        soon=dues.count(ReviewDue.SOON),
        drafts=opened,
        kinds=KINDS,
    )


@router.get("/open-items")
async def open_list(
    request: Request,
    engine: EngineDep,
    database: DatabaseDep,
    settings: SettingsDep,
    owner: str = "",
    planned: int = 0,
) -> Response:
    """What the bureau has still to find out or to look at, what is due first."""
    base, today = engine.generation.base, local_now().date()
    items = await work_list(database, base, settings, today)
    units = {who.staff.unit for who in await people(database) if who.active and who.staff.unit}
    return page(
        request,
        "curation/open_items.html",
        items=[item for item in items if owner in ("", item.owner)],
        owners=sorted({item.owner for item in items}),
        owner=owner,
        doers=sorted({*units, *(item.owner for item in items)}),
        planned=planned,
        names=_names(base),
        places=frozenset(place.key for place in base.directory),
        today=today,
    )


def _names(base: KnowledgeBase) -> dict[str, str]:
    """What people call the records in which something is open."""
    return {
        **{entry.id: entry.question for entry in base.entries},
        **{place.key: place.name for place in base.directory},
        **{one.name: figure_name(one.name) for one in base.parameters},
    }


@router.post("/open-items")
async def plan_items(
    staff: Curator,
    database: DatabaseDep,
    due: Annotated[date, Form()],
    owner: Annotated[str, Form()] = "",
    item: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """The chosen items get a day, and somebody who finds out."""
    today = local_now().date()
    if not today <= due <= today + _LONGEST_PLAN:
        raise Problem("期限要在今天到一年以內。")
    if not item:
        raise Problem("請先勾選要定期限的項目。")
    await open_item_service.plan(database, item, owner, due, staff.name)
    return see_other(f"/desk/curation/open-items?planned={len(item)}")


@router.get("/records/{kind}")
async def other_records(request: Request, kind: str, database: DatabaseDep) -> Response:
    """Figures, windows and examples: what the entries refer to."""
    if kind not in _TITLES:
        raise NotFound("沒有這一類資料；可以看數字、窗口、意圖例句。")
    base = await knowledge.read(database)
    records: dict[str, Any] = {
        "parameter": base.parameters,
        "place": base.directory,
        "intent": base.intents,
        "danger": base.dangers,
    }
    payloads = [payload_of(record) for record in records[kind]]
    rows = [(key_of(kind, payload), payload[_TITLES[kind]]) for payload in payloads]
    today = local_now().date()
    figures = {one.name: _figure(one, base.parameters, today) for one in base.parameters}
    shown = figures if kind == "parameter" else None
    return page(request, "curation/records.html", kind=kind, title=KINDS[kind], rows=rows, figures=shown)


def _figure(one: Parameter, parameters: Parameters, today: date) -> tuple[str, str]:
    """Its Chinese name, and the amount of today with its unit as people write it."""
    return figure_name(one.name) or one.name, f"{parameters.on(one.name, today)} {one.unit}".replace(
        "TWD", "元"
    )


@router.get("/history/{kind}/{key}")
async def record_history(request: Request, kind: str, key: str, database: DatabaseDep) -> Response:
    """How much an entry is used, and every revision with what it changed."""
    changes = await revision_service.history(database, kind, key)
    use = await use_of(database, key, utc_now()) if kind == "entry" else None
    context: dict[str, Any] = {
        "kind": kind,
        "key": key,
        "changes": changes,
        "kind_name": KINDS.get(kind),
        "use": use,
    }
    return page(request, "curation/history.html", **context)


@router.post("/history/{kind}/{key}/{revision}")
async def restore(staff: Curator, kind: str, key: str, revision: int, database: DatabaseDep) -> Response:
    """A draft with the contents of an earlier revision."""
    draft = await revision_service.roll_back(database, kind, key, revision, person(staff), utc_now())
    return see_other(f"/desk/curation/drafts/{draft.id}")


@router.post("/drafts")
async def begin(
    staff: Curator, kind: Annotated[str, Form()], database: DatabaseDep, key: Annotated[str, Form()] = ""
) -> Response:
    """A draft of a record, or of a new one when no key is given."""
    if kind not in MODELS:
        raise NotFound("沒有這一類資料。")
    payload = await revision_service.current(database, kind, key) if key else _blank(kind)
    draft = await draft_service.begin(database, kind, payload, person(staff), "", utc_now(), key=key or None)
    return see_other(f"/desk/curation/drafts/{draft.id}")


def _blank(kind: str) -> dict[str, Any]:
    """What a new record begins with."""
    return {"effective_from": local_now().date().isoformat()} if kind == "entry" else {}
