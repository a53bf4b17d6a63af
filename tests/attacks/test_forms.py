"""Every form of the whole app with anything in its fields, sent by staff, by a stolen session and by strangers."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import RouteContext, iter_route_contexts
from hypothesis import given, settings
from hypothesis import strategies as st

from app import create_app
from core.settings import ROOT
from desk.auth.cookies import SESSION
from desk.auth.permissions import Role
from tests.attacks import nasty
from tests.attacks.conftest import Besieged
from tests.staff import csrf_of

# It ends the session of the attack.
_LEFT_OUT = frozenset({"/desk/sign-out"})
_NAMED = re.compile(r'name="([a-z][\w-]*)"')
_GENUINE = {"entry_id": "overtime-pay", "calculator_id": "overtime", "topic": "job_fair"}


def _fields() -> list[str]:
    """Every name that a form of a page has."""
    templates = [path for room in ("web", "desk") for path in (ROOT / room).rglob("*.html")]
    return sorted({name for path in templates for name in _NAMED.findall(path.read_text("utf-8"))})


def _forms() -> list[RouteContext]:
    routes = [
        route for route in iter_route_contexts(create_app().routes) if getattr(route, "dependant", None)
    ]
    return [route for route in routes if "POST" in (route.methods or ()) and route.path not in _LEFT_OUT]


FIELDS, FORMS = _fields(), _forms()


def _room(route: RouteContext) -> str:
    """The first parts of the address, without what changes."""
    parts = [part for part in (route.path or "/").split("/")[1:3] if "{" not in part]
    return "/".join(parts)


_ROOMS = sorted(set(map(_room, FORMS)))


# Who sends: staff of three roles, a session without the sign of its forms, somebody without a session.
_STAFF = (Role.SUPERVISOR, Role.CURATOR, Role.ADMIN)
_WITHOUT_SIGN, _STRANGER = "a session alone", "a stranger"


class Attackers:
    """Everybody who may send a form, and who may not."""

    def __init__(self, besieged: Besieged) -> None:
        self._desk, self._address = besieged.desk, besieged.address
        self.renew()

    def renew(self) -> None:
        """New sessions: an attack may have ended the last ones."""
        self.stranger = self._client()
        self._staff = {str(role): self._client(self._desk.cookie(role)) for role in _STAFF}
        self._signs = {
            role: csrf_of(client.get("/desk/account").text) for role, client in self._staff.items()
        }

    def renew_where_ended(self) -> None:
        """Who was put out comes in again."""
        if not all(client.get("/desk/account").is_success for client in self._staff.values()):
            self.renew()

    def _client(self, session: str = "") -> httpx.Client:
        html, jar = {"Accept": "text/html"}, {SESSION: session} if session else {}
        return httpx.Client(base_url=self._address, timeout=20, cookies=jar, headers=html)

    def send(self, who: str, path: str, fields: dict[str, str], multipart: bool) -> httpx.Response:
        """``fields`` as a form of either encoding."""
        body = fields | ({"csrf": self._signs[who]} if who in self._signs else {})
        client = self.stranger if who == _STRANGER else self._staff.get(who, self._staff[Role.SUPERVISOR])
        if multipart:
            return client.post(path, files={name: (None, value) for name, value in body.items()})
        return client.post(path, data=body)


@pytest.fixture(scope="module")
def attackers(besieged: Besieged) -> Attackers:
    return Attackers(besieged)


def _path(route: RouteContext, value: str) -> str:
    return re.sub(r"{(\w+)(:path)?}", lambda name: _GENUINE.get(name[1], value), route.path or "")


def test_there_are_forms_and_fields_to_attack() -> None:
    assert len(FORMS) > 80 and len(FIELDS) > 60


@pytest.mark.parametrize("room", _ROOMS)
def test_no_form_breaks_whatever_its_fields_hold(besieged: Besieged, attackers: Attackers, room: str) -> None:
    broken: list[Any] = []
    for route in FORMS:
        if _room(route) == room:
            attackers.renew_where_ended()
            broken += _attacked(attackers, route)
    assert not broken
    assert not besieged.faults()


def _attacked(attackers: Attackers, route: RouteContext) -> list[Any]:
    """What broke, or was done for somebody who may not do it."""
    path, broken = route.path or "", []
    own = [str(field.alias) for field in route.dependant.body_params]
    names = st.sampled_from([*own, *own, *FIELDS])

    @settings(nasty.BOUNDED, max_examples=6)
    @given(
        st.sampled_from([*map(str, _STAFF), _WITHOUT_SIGN, _STRANGER]),
        st.dictionaries(names, nasty.SENDABLE, min_size=len(own), max_size=12),
        st.sampled_from(["1", "0", "-1", str(2**31), str(2**63), "x", "王"]),
        st.booleans(),
    )
    def attack(who: str, fields: dict[str, str], value: str, multipart: bool) -> None:
        response = attackers.send(who, _path(route, value), fields, multipart)
        is_inside = path.startswith("/desk/") and "/sign-in" not in path
        if response.status_code >= 500 or (
            is_inside and who in (_WITHOUT_SIGN, _STRANGER) and response.is_success
        ):
            broken.append((path, response.status_code, who, fields))

    attack()
    return broken


@pytest.mark.parametrize("place", range(len(nasty.RAW)))
def test_no_form_breaks_over_a_body_that_is_none(attackers: Attackers, place: int) -> None:
    kinds = (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/xml",
    )
    raw = nasty.RAW[place]
    for path in (
        "/cases/new",
        "/cases/status",
        "/chat",
        "/tools/overtime",
        "/desk/sign-in",
        "/subscriptions",
    ):
        for kind in kinds:
            response = attackers.stranger.post(path, content=raw, headers={"content-type": kind})
            assert response.status_code < 500, (path, kind, raw[:40])


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 7):
        yield body[start : start + 7]


def test_a_form_in_many_small_pieces_is_the_same_form(attackers: Attackers) -> None:
    body = b"wage=36000&kind=weekday&pay=monthly&hours=2"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    whole = attackers.stranger.post("/tools/overtime", content=body, headers=kind)
    pieces = attackers.stranger.post("/tools/overtime", content=_pieces(body), headers=kind)
    assert whole.status_code == pieces.status_code == 200 and whole.text == pieces.text
