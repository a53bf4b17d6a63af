"""HTTP of the report on texts that pull to the wrong entry and entries that say the same."""

from fastapi import APIRouter, Depends, Request, Response

from desk.auth.access import allowed
from desk.auth.permissions import Permission
from desk.dependencies import ConfusionsDep
from desk.pages import page
from web.dependencies import EngineDep

router = APIRouter(
    prefix="/desk/curation/report",
    include_in_schema=False,
    dependencies=[Depends(allowed(Permission.CURATE))],
)


@router.get("")
async def report(request: Request, engine: EngineDep, reports: ConfusionsDep) -> Response:
    """The report, or a page that comes back when it is there."""
    found = reports.of(engine)
    questions = {entry.id: entry.question for entry in engine.catalogue}
    response = page(request, "curation/report.html", found=found, questions=questions)
    if found is None:
        response.headers["Refresh"] = "2"
    return response
