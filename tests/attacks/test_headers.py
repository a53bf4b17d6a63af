"""What a browser is told with every page and file, whoever asks for it."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import httpx
import pytest
from fastapi.routing import RouteContext, iter_route_contexts

from app import create_app
from desk.auth.permissions import Role
from tests.attacks.conftest import Besieged

# It streams without end.
_LEFT_OUT = frozenset({"/desk/inbox/events"})
_SHOWN = {
    "entry_id": "overtime-pay",
    "calculator_id": "overtime",
    "channel": "line",
    "name": "severance",
    "topic": "job_fair",
}
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
# Another site may show the search box that we made for other sites, and nothing else of ours.
_FRAMED = {"'self'", "'none'"}
_PRIVATE = ("/desk", "/cases")
# A script, and the published entries for when the network is down.
_PUBLIC = ("/desk/worker.js", "/desk/offline.json")


def _paths() -> list[str]:
    routes: list[RouteContext] = list(iter_route_contexts(create_app().routes))
    found = {
        re.sub(r"{(\w+)(:path)?}", lambda name: _SHOWN.get(name[1], "1"), route.path or "")
        for route in routes
        if "GET" in (route.methods or ())
    }
    return sorted(found - _LEFT_OUT)


def _troubles(path: str, response: httpx.Response) -> Iterator[str]:
    headers = response.headers
    policy = dict(
        part.split(" ", 1) for part in headers.get("content-security-policy", "").split("; ") if part
    )
    for name, value in _POLICY.items():
        # What shows nothing may allow nothing.
        if policy.get(name, policy.get("default-src")) not in (value, "'none'"):
            yield f"{name} is {policy.get(name)}"
    if policy.get("frame-ancestors") not in _FRAMED:
        yield f"frame-ancestors is {policy.get('frame-ancestors')}"
    if headers.get("x-content-type-options") != "nosniff":
        yield "the kind of it may be guessed"
    if headers.get("referrer-policy") not in ("same-origin", "no-referrer"):
        yield f"referrer policy is {headers.get('referrer-policy')}"
    is_private = path.startswith(_PRIVATE) and path not in _PUBLIC
    if is_private and response.is_success and "no-store" not in headers.get("cache-control", ""):
        yield f"cache-control is {headers.get('cache-control')}"
    for cookie in map(SimpleCookie, headers.get_list("set-cookie")):
        for name, morsel in cookie.items():
            if not morsel["httponly"] or morsel["samesite"].lower() not in ("lax", "strict"):
                yield f"cookie {name} can be read or sent by others"


@pytest.mark.parametrize("who", ["stranger", Role.CLERK, Role.ADMIN])
def test_every_page_and_file_tells_the_browser_what_it_may_not_do(besieged: Besieged, who: str) -> None:
    role = None if who == "stranger" else Role(who)
    paths = _paths()
    with besieged.desk.client(role) as client:
        found = {path: [*_troubles(path, client.get(path))] for path in [*paths, "/nowhere", "/desk/nowhere"]}
    assert len(paths) > 60
    assert {path: troubles for path, troubles in found.items() if troubles} == {}
