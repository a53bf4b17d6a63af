"""HTTP of what comes between the password and the desk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.database import Database
from core.dependencies import DatabaseDep, SettingsDep, VaultDep, provided
from core.encryption import Vault
from core.errors import Problem
from core.settings import Settings
from desk.auth import sign_in_step_service
from desk.auth.access import SignInNeeded, open_to_all, origin_of
from desk.auth.cookies import SESSION, set_cookie
from desk.auth.devices import remember_device
from desk.auth.routes import enter, own_path
from desk.auth.session_service import SignedIn, SignInStep
from desk.pages import page

router = APIRouter(prefix="/desk/sign-in", include_in_schema=False, dependencies=[Depends(open_to_all())])
_ENROL = "auth/enrol.html"


def _waiting_for(request: Request, step: SignInStep) -> SignedIn:
    signed_in: SignedIn | None = request.state.signed_in
    if signed_in is None or signed_in.step is not step:
        raise SignInNeeded("請先輸入帳號與密碼")
    return signed_in


def _here(request: Request) -> str:
    """The address of this page, with what was asked for."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _asked_for(request: Request) -> str:
    """The page of ours that the sign-in began for."""
    return own_path(request.query_params.get("next", "/desk"))


@router.get("/code")
async def code_form(request: Request) -> Response:
    """The code of the authenticator app."""
    _waiting_for(request, SignInStep.CODE)
    return page(request, "auth/code.html", problem="")


@router.post("/code")
async def check_code(
    request: Request,
    database: DatabaseDep,
    vault: VaultDep,
    settings: SettingsDep,
    code: Annotated[str, Form()] = "",
) -> Response:
    """Check it."""
    signed_in = _waiting_for(request, SignInStep.CODE)
    try:
        opened = await sign_in_step_service.with_code(
            database,
            vault,
            settings.signing_key,
            signed_in,
            code,
            origin_of(request),
            utc_now(),
        )
    except Problem as problem:
        return page(request, "auth/code.html", problem.status, problem=problem.detail)
    return await enter(request, opened, _asked_for(request))


@router.get("/enrol")
async def enrol_form(request: Request, database: DatabaseDep, settings: SettingsDep) -> Response:
    """Set up the authenticator app."""
    signed_in = _waiting_for(request, SignInStep.ENROL)
    enrolment = await sign_in_step_service.begin_enrolment(database, settings.signing_key, signed_in)
    return page(request, _ENROL, enrolment=enrolment, problem="", action=_here(request))


@router.post("/enrol")
async def enrol(
    request: Request, sealed: Annotated[str, Form()] = "", code: Annotated[str, Form()] = ""
) -> Response:
    """Check the first code, and show the recovery codes."""
    return await finish_enrolment(request, _waiting_for(request, SignInStep.ENROL), sealed, code)


async def finish_enrolment(request: Request, signed_in: SignedIn, sealed: str, code: str) -> Response:
    """The recovery codes, shown once; or the enrolment again when the code was wrong."""
    origin = origin_of(request)
    key = provided(request, Settings).signing_key
    try:
        opened, codes = await sign_in_step_service.enrol(
            provided(request, Database),
            provided(request, Vault),
            key,
            signed_in,
            sealed,
            code,
            origin,
            utc_now(),
        )
    except Problem as problem:
        shown = sign_in_step_service.show_enrolment(key, signed_in.staff.name, sealed)
        context = {"enrolment": shown, "problem": problem.detail, "action": _here(request)}
        return page(request, _ENROL, problem.status, **context)
    response = page(request, "auth/recovery.html", codes=codes, next=_asked_for(request))
    set_cookie(request, response, SESSION, opened.token)
    remember_device(request, response, opened.owner)
    return response


@router.get("/password")
async def password_form(request: Request) -> Response:
    """A password of one's own instead of the first one."""
    _waiting_for(request, SignInStep.PASSWORD)
    return page(request, "auth/new_password.html", problems={})


@router.post("/password")
async def set_password(
    request: Request, database: DatabaseDep, settings: SettingsDep, new: Annotated[str, Form()] = ""
) -> Response:
    """Set it."""
    signed_in = _waiting_for(request, SignInStep.PASSWORD)
    try:
        opened = await sign_in_step_service.with_new_password(
            database, settings.signing_key, signed_in, None, new, origin_of(request), utc_now()
        )
    except Problem as problem:
        return page(request, "auth/new_password.html", problem.status, problems=problem.fields)
    return await enter(request, opened, _asked_for(request))
