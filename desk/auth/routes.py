"""HTTP of sign-in and sign-out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.errors import Problem
from desk.auth import signing_in
from desk.auth.access import COOKIE, open_to_all, set_cookie
from desk.auth.audit import Origin
from desk.auth.sessions import SignedIn, Step
from desk.pages import page, see_other

router = APIRouter(prefix="/desk", include_in_schema=False, dependencies=[Depends(open_to_all())])
_STEP_PATHS = {
    Step.CODE: "/desk/sign-in/code",
    Step.ENROL: "/desk/sign-in/enrol",
    Step.PASSWORD: "/desk/sign-in/password",
}


def own_path(path: str) -> str:
    """``path`` if it is a page of the desk, else the desk: nobody is sent to another site."""
    is_ours = path == "/desk" or path.startswith(("/desk/", "/desk?"))
    return path if is_ours and path.isprintable() and "\\" not in path else "/desk"


def address_of(request: Request) -> str:
    """The network address that asks."""
    return request.client.host if request.client else ""


def enter(request: Request, opened: signing_in.Opened, next: str) -> Response:
    """Give the browser its session, and send it to what comes next."""
    path = _STEP_PATHS.get(opened.step)
    response = see_other(path if path else own_path(next))
    set_cookie(request, response, COOKIE, opened.token)
    return response


@router.get("/sign-in")
async def sign_in_form(request: Request, next: str = "/desk") -> Response:
    """Account and password."""
    return page(request, "auth/sign_in.html", next=own_path(next), login="", problem="")


@router.post("/sign-in")
async def sign_in(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/desk",
) -> Response:
    """Check them."""
    state, address = request.app.state, address_of(request)
    try:
        opened = await signing_in.with_password(
            state.database, state.settings.signing_key, login, password, address, utc_now()
        )
    except Problem as problem:
        shown = {"next": own_path(next), "login": login, "problem": problem.detail}
        return page(request, "auth/sign_in.html", problem.status, **shown)
    return enter(request, opened, next)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session, everywhere."""
    signed_in: SignedIn | None = request.state.signed_in
    if signed_in:
        origin = Origin(signed_in.staff.name, address_of(request))
        await signing_in.sign_out(request.app.state.database, signed_in.token, origin, utc_now())
    response = see_other("/desk/sign-in")
    response.delete_cookie(COOKIE, path="/desk")
    return response
