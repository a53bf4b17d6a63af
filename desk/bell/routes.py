"""HTTP of the bell."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.bell.service import Bell
from desk.dependencies import HandoverDep, WatchDep
from desk.pages import page
from web.dependencies import CasesDep, EngineDep

_SIGNED_IN = allowed(Permission.LOOK_UP)
router = APIRouter(prefix="/desk/bell", include_in_schema=False, dependencies=[Depends(_SIGNED_IN)])
Person = Annotated[Staff, Depends(_SIGNED_IN)]


async def _bell(
    database: DatabaseDep, handover: HandoverDep, cases: CasesDep, engine: EngineDep, watch: WatchDep
) -> Bell:
    return Bell(database, handover, cases, engine, watch)


BellDep = Annotated[Bell, Depends(_bell)]


@router.get("")
async def bell(request: Request, staff: Person, ringing: BellDep) -> Response:
    """What waits for me; everything is a link."""
    return page(request, "bell/bell.html", rings=await ringing.rings(staff, utc_now()))


@router.get("/count")
async def count(staff: Person, ringing: BellDep, response: Response) -> dict[str, int]:
    """How much it is, asked for by the pages that are open."""
    response.headers["Cache-Control"] = "no-store"
    found = await ringing.rings(staff, utc_now())
    return {"count": sum(ring.count for ring in found)}
