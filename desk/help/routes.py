"""HTTP of the help."""

from fastapi import APIRouter, Depends, Request, Response

from desk.auth.access import allowed
from desk.auth.permissions import Permission
from desk.help.pages import all_help, help_for
from desk.pages import NAVIGATION, page

router = APIRouter(
    prefix="/desk/help", include_in_schema=False, dependencies=[Depends(allowed(Permission.LOOK_UP))]
)


@router.get("")
async def show(request: Request, of: str = "/desk") -> Response:
    """How the page ``of`` is used, and the help of the other pages that are open to this person."""
    staff = request.state.signed_in.staff
    needs = {link.path: link.permission for link in NAVIGATION}
    others = [one for one in all_help() if staff.may(needs.get(one.path, Permission.LOOK_UP))]
    return page(request, "help/help.html", help=help_for(of), others=others)


@router.get("/part")
async def part(request: Request, of: str = "/desk") -> Response:
    """The same for the dialog over a page."""
    return page(request, "help/part.html", help=help_for(of))
