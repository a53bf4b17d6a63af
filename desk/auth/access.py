"""The gate of every desk route: who asks, may they, and did our own page send the form."""

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from core.clock import utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from core.settings import Settings
from desk.auth import cookies
from desk.auth.audit_service import NOBODY, ActionOrigin
from desk.auth.devices import device_of
from desk.auth.permissions import Permission, Staff
from desk.auth.session_service import SignedIn, SignInStep, csrf_token, current

SIGN_IN = "/desk/sign-in"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(Problem):
    """Nobody is signed in, or the session is over."""

    status = HTTPStatus.UNAUTHORIZED


class PermissionDenied(Problem):
    """The role does not have the permission."""

    status = HTTPStatus.FORBIDDEN


class ForeignForm(Problem):
    """The form was not sent by a page that this browser got from us."""

    status = HTTPStatus.FORBIDDEN


class Gate:
    """What a desk route must depend on: `allowed` or `open_to_all`."""

    async def __call__(self, request: Request) -> Staff | None:
        """Let the request in, or raise."""
        signed_in = await _read(request)
        await self._check(request, signed_in)
        if request.method not in _SAFE:
            await _check_form(request)
        return signed_in.staff if signed_in else None

    async def _check(self, request: Request, signed_in: SignedIn | None) -> None:
        raise NotImplementedError


class allowed(Gate):
    """Only people whose role has ``permission``; gives the `Staff`.

    Raises:
        SignInNeeded: nobody is signed in; a page asks to, and comes back.
        PermissionDenied: the role does not have the permission.
        ForeignForm: the token of the form is missing or wrong.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Staff:
        """The member of staff."""
        staff = await super().__call__(request)
        assert staff is not None
        return staff

    async def _check(self, request: Request, signed_in: SignedIn | None) -> None:
        if signed_in is None or signed_in.step is not SignInStep.DONE:
            raise SignInNeeded("請先登入服務台，再做這件事")
        if not signed_in.staff.may(self.permission):
            raise PermissionDenied(
                f"您的身分（{signed_in.staff.role.label}）不能使用這一頁；需要時請洽系統管理"
            )


class open_to_all(Gate):
    """For the few routes that come before the sign-in; forms are checked all the same."""

    async def _check(self, request: Request, signed_in: SignedIn | None) -> None:
        return None


async def _read(request: Request) -> SignedIn | None:
    signed_in = await current(
        provided(request, Database), cookies.read_cookie(request, cookies.SESSION), utc_now()
    )
    request.state.signed_in = signed_in
    return signed_in


def form_token(request: Request) -> str:
    """The token that the forms of this browser carry; empty when it has no cookie yet."""
    secret = cookies.read_cookie(request, cookies.SESSION) or cookies.read_cookie(request, cookies.VISIT)
    return csrf_token(provided(request, Settings).signing_key, secret) if secret else ""


async def _check_form(request: Request) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        given = str((await request.form()).get(CSRF_FIELD, ""))
    expected = form_token(request)
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForeignForm("這個表單已經過期：請回上一頁，重新整理後再送一次")


def origin_of(request: Request) -> ActionOrigin:
    """Who asks, and from where, for the audit."""
    signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
    who = f"{signed_in.staff.name}（{signed_in.staff.id}）" if signed_in else NOBODY
    return ActionOrigin(who, request.client.host if request.client else "", device_of(request))


def wants_page(request: Request) -> bool:
    """Whether a person waits for a page, rather than a script for data."""
    return "text/html" in request.headers.get("accept", "")


def page_before(request: Request) -> str:
    """The page of the desk that the browser comes from, "" when it comes from elsewhere."""
    came_from = urlsplit(request.headers.get("referer", ""))
    is_ours = came_from.netloc == request.url.netloc
    if not is_ours or not (came_from.path == "/desk" or came_from.path.startswith("/desk/")):
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def sign_in_address(request: Request) -> str:
    """Where to sign in, coming back to the page that was asked for, or that the form stands on."""
    if request.method in _SAFE:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        target = page_before(request)
    return f"{SIGN_IN}?next={quote(target)}" if target else SIGN_IN


@dataclass(frozen=True, slots=True)
class GatedRoute:
    """A route of the desk with its gates, all of which must let people in; without gates it is an error."""

    path: str
    methods: frozenset[str]
    gates: tuple[Gate, ...]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What somebody must be allowed to do; none where the route is open to all."""
        return frozenset(gate.permission for gate in self.gates if isinstance(gate, allowed))


def _gates(dependant: Dependant | None) -> tuple[Gate, ...]:
    if dependant is None:  # a mounted app or a plain Starlette route
        return ()
    own = (dependant.call,) if isinstance(dependant.call, Gate) else ()
    return own + tuple(gate for part in dependant.dependencies for gate in _gates(part))


def desk_routes(app: FastAPI) -> list[GatedRoute]:
    """Every route of the desk, whatever router it came with."""
    return [
        GatedRoute(
            route.path,
            frozenset(getattr(route, "methods", None) or ()),
            _gates(getattr(route, "dependant", None)),
        )
        for route in iter_route_contexts(app.routes)
        if route.path and (route.path == "/desk" or route.path.startswith("/desk/"))
    ]


def refuse_ungated(app: FastAPI) -> None:
    """Deny by default: the app does not start with a desk route that has no gate.

    Raises:
        RuntimeError: names the routes.
    """
    ungated = [route.path for route in desk_routes(app) if not route.gates]
    if ungated:
        raise RuntimeError(f"desk routes without Depends(allowed(...)): {', '.join(ungated)}")
