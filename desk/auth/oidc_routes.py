"""HTTP of the sign-in through an identity provider, where the settings name one."""

from fastapi import APIRouter, Depends, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep, provided
from core.errors import NotFound
from core.settings import Settings
from desk.auth import oidc_service
from desk.auth.access import open_to_all, origin_of
from desk.auth.cookies import forget_cookie, read_cookie, set_cookie
from desk.auth.routes import enter, own_path
from desk.pages import see_other

router = APIRouter(
    prefix="/desk/sign-in/oidc", include_in_schema=False, dependencies=[Depends(open_to_all())]
)
_COOKIE = "labordesk_oidc"


def _provider(request: Request) -> oidc_service.Provider:
    if provided(request, Settings).oidc_issuer is None:
        raise NotFound("沒有設定單一登入；請用帳號與密碼")
    return oidc_service.Provider(
        provided(request, Settings), f"{provided(request, Settings).public_base}/desk/sign-in/oidc/back"
    )


@router.get("")
async def depart(request: Request, next: str = "/desk") -> Response:
    """On to the provider."""
    departure = await _provider(request).depart(own_path(next))
    response = see_other(departure.url)
    set_cookie(request, response, _COOKIE, departure.sealed)
    return response


@router.get("/back")
async def arrive(request: Request, database: DatabaseDep, state: str = "", code: str = "") -> Response:
    """Back from the provider."""
    sealed = read_cookie(request, _COOKIE) or ""
    identity, next = await _provider(request).arrive(sealed, state, code)
    opened = await oidc_service.sign_in(database, identity, origin_of(request), utc_now())
    response = await enter(request, opened, next)
    forget_cookie(request, response, _COOKIE)
    return response
