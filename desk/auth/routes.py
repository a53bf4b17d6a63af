"""HTTP of the sign-in, by password or by the PIN of a shift, and of the sign-out."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, SettingsDep, provided
from core.errors import Problem
from core.settings import Settings
from desk.auth import cookies, shift_service, sign_in_service
from desk.auth.access import open_to_all, origin_of
from desk.auth.devices import remember_device
from desk.auth.session_service import SignedIn, SignInStep
from desk.pages import page, see_other

router = APIRouter(prefix="/desk", include_in_schema=False, dependencies=[Depends(open_to_all())])
_STEP_PATHS = {
    SignInStep.CODE: "/desk/sign-in/code",
    SignInStep.ENROL: "/desk/sign-in/enrol",
    SignInStep.PASSWORD: "/desk/sign-in/password",
}


def own_path(path: str) -> str:
    """``path`` if it is a page of the desk, else the desk: nobody is sent to another site."""
    is_ours = path == "/desk" or path.startswith(("/desk/", "/desk?"))
    is_plain = path.isprintable() and "\\" not in path and not path.startswith("/desk/sign-")
    return path if is_ours and is_plain else "/desk"


async def enter(request: Request, opened: sign_in_service.Opened, next: str = "/desk") -> Response:
    """Give the browser its session, end the one it had, and send it to what comes next."""
    before: SignedIn | None = request.state.signed_in
    if before is not None and before.step is SignInStep.DONE:
        await sign_in_service.sign_out(
            provided(request, Database), before.token, origin_of(request), utc_now()
        )
    waiting, asked_for = _STEP_PATHS.get(opened.step), own_path(next)
    carried = f"?next={quote(asked_for)}" if asked_for != "/desk" else ""
    response = see_other(waiting + carried if waiting else asked_for)
    cookies.set_cookie(request, response, cookies.SESSION, opened.token)
    if not waiting:
        remember_device(request, response, opened.owner)
    return response


async def _show(request: Request, problem: Problem | None = None, **typed: object) -> Response:
    shown = {"next": "/desk", "login": "", "name": "", "shift": 0, "by_pin": False} | typed
    response = page(
        request,
        "auth/sign_in.html",
        problem.status if problem else 200,
        problem=problem.detail if problem else "",
        shifts=await shift_service.open_now(provided(request, Database), utc_now()),
        has_oidc=provided(request, Settings).oidc_issuer is not None,
        is_practice=provided(request, Settings).practice,
        **shown,
    )
    response.headers.update(problem.headers if problem else {})
    return response


@router.get("/sign-in")
async def sign_in_form(request: Request, next: str = "/desk") -> Response:
    """Account and password; PIN for volunteers where a shift is open."""
    return await _show(request, next=own_path(next))


@router.post("/sign-in")
async def sign_in(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/desk",
) -> Response:
    """Check account and password."""
    try:
        opened = await sign_in_service.with_password(
            database, settings.signing_key, login, password, origin_of(request), utc_now()
        )
    except Problem as problem:
        return await _show(request, problem, next=own_path(next), login=login)
    return await enter(request, opened, next)


@router.post("/sign-in/pin")
async def sign_in_with_pin(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    shift: Annotated[int, Form()] = 0,
    name: Annotated[str, Form()] = "",
    pin: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/desk",
) -> Response:
    """Check the PIN of a shift."""
    try:
        opened = await shift_service.join(
            database, settings.signing_key, shift, name, pin, origin_of(request), utc_now()
        )
    except Problem as problem:
        return await _show(request, problem, next=own_path(next), name=name, shift=shift, by_pin=True)
    return await enter(request, opened, next)


@router.post("/sign-out")
async def sign_out(request: Request, database: DatabaseDep) -> Response:
    """End the session; its cookie is worth nothing from now on."""
    signed_in: SignedIn | None = request.state.signed_in
    if signed_in:
        await sign_in_service.sign_out(database, signed_in.token, origin_of(request), utc_now())
    response = see_other("/desk/sign-in")
    cookies.forget_cookie(request, response, cookies.SESSION)
    return response
