"""HTTP of one's own account: password and authenticator app."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep, SettingsDep
from core.errors import NotFound, Problem
from desk.auth import account_service, cookies, repository, sign_in_service, sign_in_step_service
from desk.auth.access import allowed, origin_of, page_before
from desk.auth.permissions import TWO_FACTOR_ROLES, Permission
from desk.auth.routes import enter
from desk.auth.session_service import SignedIn
from desk.auth.sign_in_step_routes import finish_enrolment
from desk.pages import THEMES, page, see_other

router = APIRouter(
    prefix="/desk/account", include_in_schema=False, dependencies=[Depends(allowed(Permission.LOOK_UP))]
)


def _own(request: Request) -> SignedIn:
    signed_in: SignedIn = request.state.signed_in
    if signed_in.account_id is None:
        raise NotFound("志工用值班 PIN 登入，沒有自己的帳號可以設定")
    return signed_in


def _show(request: Request, problem: Problem | None = None) -> Response:
    needs_second = _own(request).staff.role in TWO_FACTOR_ROLES
    problems = problem.fields if problem else {}
    response = page(
        request,
        "auth/account.html",
        problem.status if problem else 200,
        problem=problem.detail if problem and not problems else "",
        problems=problems,
        needs_second=needs_second,
    )
    response.headers.update(problem.headers if problem else {})
    return response


@router.get("")
async def account(request: Request) -> Response:
    """Password and authenticator app."""
    return _show(request)


@router.post("/look")
async def look(request: Request, database: DatabaseDep, theme: Annotated[str, Form()] = "") -> Response:
    """Light, dark, or as the computer has it; kept for the person, whatever computer they use.

    A volunteer has no account: it is kept in this browser until it closes.
    """
    signed_in: SignedIn = request.state.signed_in
    chosen = theme if theme in THEMES else ""
    response = see_other(page_before(request) or "/desk")
    if signed_in.account_id is None:
        cookies.set_cookie(request, response, cookies.LOOK, chosen)
        return response
    async with database.transaction() as session:
        await repository.keep_theme(session, signed_in.account_id, chosen)
    return response


@router.post("/password")
async def change_password(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
) -> Response:
    """Change the password; other browsers are signed out."""
    signed_in = _own(request)
    try:
        opened = await sign_in_step_service.with_new_password(
            database, settings.signing_key, signed_in, old, new, origin_of(request), utc_now()
        )
    except Problem as problem:
        return _show(request, problem)
    return await enter(request, opened)


@router.post("/second-factor")
async def new_second_factor(
    request: Request, settings: SettingsDep, database: DatabaseDep, password: Annotated[str, Form()] = ""
) -> Response:
    """Begin with another authenticator app; the password is asked for once more."""
    signed_in = _own(request)
    account_id, key = signed_in.account_id, settings.signing_key
    assert account_id is not None
    try:
        is_right = await sign_in_service.confirms(
            database, key, account_id, password, origin_of(request), utc_now()
        )
    except Problem as problem:
        return _show(request, problem)
    if not is_right:
        return _show(request, account_service.BadAccount("密碼不對", fields={"password": "密碼不對"}))
    enrolment = await sign_in_step_service.begin_enrolment(database, key, signed_in)
    action = f"{request.url.path}/code"
    return page(request, "auth/enrol.html", enrolment=enrolment, problem="", action=action)


@router.post("/second-factor/code")
async def confirm_second_factor(
    request: Request, sealed: Annotated[str, Form()] = "", code: Annotated[str, Form()] = ""
) -> Response:
    """Check the first code of the new app."""
    return await finish_enrolment(request, _own(request), sealed, code)
