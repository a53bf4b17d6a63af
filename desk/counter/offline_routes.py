"""HTTP of the copy for a network outage: the service worker, the page and the entries that it keeps."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from core.clock import local_now
from desk.auth.access import allowed, open_to_all
from desk.auth.permissions import Permission
from desk.counter import offline
from desk.counter.service import ContactKind
from desk.pages import page
from web.dependencies import EngineDep
from web.entry_search import Found

router = APIRouter(prefix="/desk", include_in_schema=False)


@router.get("/worker.js", dependencies=[Depends(open_to_all())])
def worker() -> Response:
    """The service worker; it must be served from the folder that it watches."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/desk"}
    return Response(offline.worker(), media_type="text/javascript", headers=headers)


@router.get("/offline", dependencies=[Depends(allowed(Permission.LOOK_UP))])
def offline_page(request: Request, engine: EngineDep) -> Response:
    """The look-up as it is kept for an outage: nobody's name, nobody's history."""
    catalogue = engine.catalogue
    return page(
        request,
        "look_up.html",
        staff=None,
        navigation=[],
        found=Found(""),
        category="",
        entry=None,
        generation=catalogue.generation,
        categories=catalogue.by_category(),
        recent=(),
        hot=(),
        notes=(),
        bulletins=(),
        noted=False,
        kind=ContactKind.COUNTER,
    )


@router.get("/offline.json", dependencies=[Depends(allowed(Permission.LOOK_UP))])
async def offline_index(engine: EngineDep) -> Response:
    """Every published entry, rendered; public knowledge alone."""
    hour = local_now().replace(minute=0, second=0, microsecond=0)
    return JSONResponse(await run_in_threadpool(offline.index, engine.catalogue, hour))
