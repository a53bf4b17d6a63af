"""HTTP of what fails now."""

from fastapi import APIRouter, Depends, Request, Response

from core.clock import utc_now
from desk.auth.access import allowed
from desk.auth.permissions import Permission
from desk.dependencies import WatchDep
from desk.pages import NAVIGATION, page

router = APIRouter(
    prefix="/desk/watch", include_in_schema=False, dependencies=[Depends(allowed(Permission.READ_REPORTS))]
)


@router.get("")
async def show(request: Request, watch: WatchDep) -> Response:
    """The list, looked at afresh."""
    now = utc_now()
    found = await watch.look(now)
    staff = request.state.signed_in.staff
    open_to_me = [link.path for link in NAVIGATION if link.path != "/desk" and staff.may(link.permission)]
    visible = {trouble.path for trouble in found if trouble.path.startswith(tuple(open_to_me))}
    return page(request, "watch/watch.html", troubles=found, visible=visible, now=now)
