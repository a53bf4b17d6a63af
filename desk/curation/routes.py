"""HTTP of the curators: the list of entries, the other records, the history of each."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.dependencies import DatabaseDep
from core.errors import NotFound
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.curation.people import person
from desk.pages import page, see_other
from knowledge import drafts, history
from knowledge import service as knowledge
from knowledge.labels import KINDS
from knowledge.listing import Due, Filter, due, select
from knowledge.openitems import open_items
from knowledge.records import MODELS, key_of, payload_of
from web.dependencies import EngineDep

curator = allowed(Permission.CURATE)
router = APIRouter(prefix="/desk/curation", include_in_schema=False, dependencies=[Depends(curator)])
Curator = Annotated[Staff, Depends(curator)]
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
    opened = await drafts.listed(database)
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
        overdue=dues.count(Due.OVERDUE),
        soon=dues.count(Due.SOON),
        drafts=opened,
        kinds=KINDS,
    )


@router.get("/open-items")
async def open_list(request: Request, engine: EngineDep, owner: str = "") -> Response:
    """What the bureau has still to find out, what is due first."""
    items = open_items(engine.generation.base)
    return page(
        request,
        "curation/open_items.html",
        items=[item for item in items if owner in ("", item.owner)],
        owners=sorted({item.owner for item in items}),
        owner=owner,
        today=local_now().date(),
    )


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
    return page(request, "curation/records.html", kind=kind, title=KINDS[kind], rows=rows)


@router.get("/history/{kind}/{key}")
async def record_history(request: Request, kind: str, key: str, database: DatabaseDep) -> Response:
    """Every revision with what it changed."""
    changes = await history.history(database, kind, key)
    return page(
        request, "curation/history.html", kind=kind, key=key, changes=changes, kind_name=KINDS.get(kind)
    )


@router.post("/history/{kind}/{key}/{revision}")
async def restore(staff: Curator, kind: str, key: str, revision: int, database: DatabaseDep) -> Response:
    """A draft with the contents of an earlier revision."""
    draft = await history.roll_back(database, kind, key, revision, person(staff), utc_now())
    return see_other(f"/desk/curation/drafts/{draft.id}")


@router.post("/drafts")
async def begin(
    staff: Curator, kind: Annotated[str, Form()], database: DatabaseDep, key: Annotated[str, Form()] = ""
) -> Response:
    """A draft of a record, or of a new one when no key is given."""
    if kind not in MODELS:
        raise NotFound("沒有這一類資料。")
    payload = await history.current(database, kind, key) if key else _blank(kind)
    draft = await drafts.begin(database, kind, payload, person(staff), "", utc_now(), key=key or None)
    return see_other(f"/desk/curation/drafts/{draft.id}")


def _blank(kind: str) -> dict[str, Any]:
    """What a new record begins with."""
    return {"effective_from": local_now().date().isoformat()} if kind == "entry" else {}
