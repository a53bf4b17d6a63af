"""Every route of the desk, every role: who may is let in, who may not is refused, nobody is asked to sign in."""

import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus

import httpx
import pytest
from fastapi import Depends, FastAPI

from app import create_app
from desk.auth.access import GatedRoute, allowed, desk_routes, refuse_ungated
from desk.auth.permissions import PERMISSIONS, Permission, Role
from tests.staff import Desk, csrf_of

Clients = dict[Role | None, httpx.Client]
ROUTES = [
    pytest.param(method, route, id=f"{method} {route.path}")
    for route in desk_routes(create_app())
    for method in sorted(route.methods - {"HEAD"})
]
GATED = [param for param in ROUTES if param.values[1].permissions]
# These come before the sign-in; everything else needs a permission.
OPEN = (
    "/desk/sign-in",
    "/desk/sign-in/pin",
    "/desk/sign-in/code",
    "/desk/sign-in/enrol",
    "/desk/sign-in/password",
    "/desk/sign-in/oidc",
    "/desk/sign-in/oidc/back",
    "/desk/sign-out",
    "/desk/digest/link/{token}",
    "/desk/worker.js",
)
UNSAFE = [param for param in ROUTES if param.values[0] != "GET"]


@pytest.fixture(scope="module")
def clients(desk_app: Desk) -> Iterator[Clients]:
    opened: Clients = {role: desk_app.client(role) for role in (*Role, None)}
    yield opened
    for client in opened.values():
        client.close()


def _made_up(path: str) -> str:
    """The path with ids that nothing has: the walk changes nothing."""
    return re.sub(r"\{[^}]+\}", "999999", path)


@cache
def _token(client: httpx.Client) -> str:
    """The token of a real page; it is that of the session."""
    return csrf_of(client.get("/desk").text)


def _ask(client: httpx.Client, method: str, path: str) -> httpx.Response:
    """Ask for a route with made-up ids, and the token of a real page where one is needed."""
    headers = {} if method == "GET" else {"X-CSRF-Token": _token(client)}
    return client.request(method, _made_up(path), headers=headers)


def test_the_walk_meets_the_routes_of_included_routers() -> None:
    assert "GET /desk" in [param.id for param in GATED]


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_every_desk_route_declares_who_may_use_it(method: str, route: GatedRoute) -> None:
    assert route.permissions or route.path in OPEN


@pytest.mark.parametrize(("method", "route"), GATED)
def test_route_lets_in_exactly_the_roles_of_its_permission(
    clients: Clients, method: str, route: GatedRoute
) -> None:
    for role in Role:
        status = _ask(clients[role], method, route.path).status_code
        refused = status == HTTPStatus.FORBIDDEN
        assert refused == (not route.permissions <= PERMISSIONS[role]), role
        assert status < HTTPStatus.INTERNAL_SERVER_ERROR, "a form without its fields is no accident"


@pytest.mark.parametrize(("method", "route"), GATED)
def test_route_asks_those_who_are_not_signed_in_to_sign_in(
    clients: Clients, method: str, route: GatedRoute
) -> None:
    page = clients[None].request(method, _made_up(route.path))
    assert page.status_code == HTTPStatus.SEE_OTHER
    assert page.headers["location"].startswith("/desk/sign-in")
    script = clients[None].request(method, _made_up(route.path), headers={"Accept": "application/json"})
    assert script.status_code == HTTPStatus.UNAUTHORIZED
    assert script.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "route"), UNSAFE)
@pytest.mark.parametrize("token", ["", "0" * 64])
def test_route_refuses_a_form_without_our_token(
    clients: Clients, method: str, route: GatedRoute, token: str
) -> None:
    for role in Role:
        response = clients[role].request(method, _made_up(route.path), data={"csrf": token})
        assert response.status_code == HTTPStatus.FORBIDDEN, role


def test_the_token_of_another_session_does_not_count(clients: Clients) -> None:
    token = csrf_of(clients[Role.CLERK].get("/desk").text)
    response = clients[Role.ADMIN].post("/desk/sign-out", data={"csrf": token})
    assert response.status_code == HTTPStatus.FORBIDDEN


def test_the_app_does_not_start_with_a_desk_route_that_has_no_gate() -> None:
    app = FastAPI()
    app.add_api_route("/desk/forgotten", lambda: None)
    with pytest.raises(RuntimeError, match="/desk/forgotten"):
        refuse_ungated(app)


def test_the_app_does_not_start_with_another_app_mounted_into_the_desk() -> None:
    app = FastAPI()
    app.mount("/desk/files", FastAPI())
    with pytest.raises(RuntimeError, match="/desk/files"):
        refuse_ungated(app)


def test_the_gates_of_a_router_and_of_its_route_add_up() -> None:
    app = FastAPI(dependencies=[Depends(allowed(Permission.LOOK_UP))])
    app.add_api_route("/desk/x", lambda: None, dependencies=[Depends(allowed(Permission.CURATE))])
    (route,) = desk_routes(app)
    assert route.permissions == {Permission.LOOK_UP, Permission.CURATE}


def test_volunteers_have_no_permission_that_shows_citizens_data() -> None:
    assert PERMISSIONS[Role.VOLUNTEER] == {Permission.LOOK_UP, Permission.LOG_DUTY}


def test_every_permission_belongs_to_some_role() -> None:
    assert frozenset().union(*PERMISSIONS.values()) == frozenset(Permission)
