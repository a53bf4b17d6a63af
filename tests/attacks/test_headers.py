"""What every answer carries against foreign scripts, frames, guesses of type and readers of a cookie."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import create_app
from core.settings import Settings
from desk.auth.permissions import Role
from tests.attacks.conftest import Besieged
from tests.staff import LOGINS, PASSWORD, csrf_of
from web.security import HEADERS

_SHOWN = {"entry_id": "overtime-pay", "calculator_id": "overtime", "channel": "line", "name": "severance"}
_STREAMS = "/desk/inbox/events"


def _paths() -> list[str]:
    routes = [route for route in iter_route_contexts(create_app().routes) if "GET" in (route.methods or ())]
    paths = {
        re.sub(r"{(\w+)(:\w+)?}", lambda name: _SHOWN.get(name[1], "1"), route.path or "") for route in routes
    }
    return sorted(paths - {_STREAMS})


@pytest.fixture(scope="module")
def answers(besieged: Besieged) -> list[tuple[str, httpx.Response]]:
    """Of every address, for a supervisor and for a stranger; and of one that is not there."""
    found = []
    for client in (besieged.desk.client(Role.SUPERVISOR), besieged.desk.client()):
        with client:
            found += [(path, client.get(path)) for path in [*_paths(), "/nowhere", "/desk/nowhere"]]
    return found


def test_every_answer_forbids_foreign_scripts_frames_and_guesses(
    answers: list[tuple[str, httpx.Response]],
) -> None:
    assert len(answers) > 150
    for path, answer in answers:
        for name in HEADERS:
            assert name in answer.headers, (path, name)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "*" not in policy.replace("*.", ""), (path, policy)
        assert "object-src 'none'" in policy or "sandbox" in policy or "default-src 'none'" in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers, path


def test_no_page_holds_a_script_or_style_of_its_own(answers: list[tuple[str, httpx.Response]]) -> None:
    for path, answer in answers:
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(
                r"<script(?![^>]*\b(?:src|type=\"application/(?:ld\+)?json\"))", answer.text
            ), path
            assert not re.search(r"<[^>]+\son\w+=|<style|javascript:", answer.text), path


def test_what_staff_see_stays_in_no_cache(answers: list[tuple[str, httpx.Response]]) -> None:
    for path, answer in answers:
        if path.startswith("/desk") and answer.headers.get("content-type", "").startswith("text/html"):
            assert "no-store" in answer.headers.get("cache-control", ""), path


def test_every_cookie_is_out_of_reach_of_scripts_and_other_sites(
    besieged: Besieged, answers: list[tuple[str, httpx.Response]]
) -> None:
    besieged.desk.add_account(Role.CLERK, LOGINS[Role.CLERK])
    with besieged.desk.client() as client:
        sign_in = client.get("/desk/sign-in")
        form = {"csrf": csrf_of(sign_in.text), "login": LOGINS[Role.CLERK], "password": PASSWORD}
        entered = client.post("/desk/sign-in", data=form)
    told = [answer for _, answer in answers] + [sign_in, entered]
    seen = list(_cookies(told))
    assert seen
    for cookie in seen:
        for morsel in cookie.values():
            assert morsel["httponly"] and morsel["samesite"].lower() in ("lax", "strict"), morsel.key


def _cookies(told: list[httpx.Response]) -> Iterator[SimpleCookie]:
    for answer in told:
        yield from (SimpleCookie(line) for line in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize(("proxy", "seen"), [("127.0.0.1", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")])
async def test_a_forwarded_address_is_believed_of_configured_proxies_alone(proxy: str, seen: str) -> None:
    told = []

    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        told.append(scope["client"][0])

    trusted = Settings.model_fields["trusted_proxies"].default
    scope = {"type": "http", "client": (proxy, 1), "headers": [(b"x-forwarded-for", b"203.0.113.9")]}
    await ProxyHeadersMiddleware(app, trusted_hosts=trusted)(scope, None, None)  # type: ignore[arg-type]
    assert told == [seen]
