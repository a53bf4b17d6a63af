"""HTTP of the search: what is asked for goes by POST, as names and phones belong in no address."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.dependencies import HandoverDep
from desk.pages import page
from desk.search.service import DeskSearch
from web.dependencies import CasesDep, EngineDep

LONGEST = 100
_SIGNED_IN = allowed(Permission.LOOK_UP)
router = APIRouter(prefix="/desk/find", include_in_schema=False, dependencies=[Depends(_SIGNED_IN)])
Person = Annotated[Staff, Depends(_SIGNED_IN)]


async def _search(
    database: DatabaseDep, engine: EngineDep, cases: CasesDep, handover: HandoverDep
) -> DeskSearch:
    return DeskSearch(database, engine, cases, handover)


SearchDep = Annotated[DeskSearch, Depends(_search)]


@router.get("")
async def ask(request: Request) -> Response:
    """The form."""
    return page(request, "search/search.html", query="", groups=())


@router.post("")
async def search(
    request: Request,
    staff: Person,
    rooms: SearchDep,
    q: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """What was found."""
    groups = await rooms.find(q, staff, utc_now())
    return page(request, "search/search.html", query=q.strip(), groups=groups)
