"""What every route of the whole app must do, whoever wrote it: odd numbers and signs, HEAD."""

import itertools
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from app import create_app
from core.clock import utc_now
from core.database import Database
from core.settings import Settings
from desk.auth.access import CSRF_HEADER
from desk.auth.cookies import SESSION
from desk.auth.permissions import Role
from desk.auth.session_service import csrf_token
from publication import service as knowledge
from retrieval.index.generation import Generation
from tests.conftest import KINDS, empty_database, free_port
from tests.staff import open_session

# Beyond a column of PostgreSQL, beyond one of SQLite, beyond every machine's.
LARGE = (2**31, 2**63, 10**40)
# They end what the test needs, or stream.
LEFT_OUT = frozenset({"/desk/sign-out", "/desk/inbox/events"})
# Buttons without fields: what is sent along is never read.
READ_NOTHING = frozenset({"/desk/visit/next", "/desk/visit/undo"})
SHOWN = {"entry_id": "overtime-pay", "channel": "line", "name": "severance", "topic": "job_fair"}


pytestmark = pytest.mark.asyncio(loop_scope="module")


class WholeApp:
    """The app as it runs, asked by an administrator who is signed in."""

    def __init__(self, client: httpx.AsyncClient, routes: list[RouteContext]) -> None:
        self.client, self.routes = client, [route for route in routes if route.path not in LEFT_OUT]


@dataclass
class Running:
    """The app at work on ``database``, and how many have come to it."""

    app: FastAPI
    settings: Settings
    database: Database
    visitors: int = 0


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def running(
    request: pytest.FixtureRequest,
    settings: Settings,
    generation: Generation,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Running]:
    """On each database, started once: it reads models, which takes longer than most of the tests."""
    folder = tmp_path_factory.mktemp("whole")
    for name in ("encoder", "index"):
        (folder / name).symlink_to(settings.data_dir / name)
    async with empty_database(request, folder) as database:
        await knowledge.announce(database, generation.number, "built", utc_now())
        url = database.engine.url.render_as_string(hide_password=False)
        own = Settings(
            _env_file=None,
            data_dir=folder,
            database_url=url,
            rasa_url=f"http://127.0.0.1:{free_port()}",
            secret_key="key of the tests",
            reload_seconds=3600,
        )
        app = create_app(own)
        async with app.router.lifespan_context(app):
            yield Running(app, own, database)


@pytest_asyncio.fixture(loop_scope="module")
async def whole(running: Running) -> AsyncIterator[WholeApp]:
    """Asked from an address and by a session of its own: what a test before used up or ended is no matter."""
    running.visitors += 1
    cookie = await open_session(running.database, Role.ADMIN)
    headers = {CSRF_HEADER: csrf_token(running.settings.signing_key, cookie), "Accept": "text/html"}
    routes = [route for route in iter_route_contexts(running.app.routes) if getattr(route, "dependant", None)]
    address = (f"192.0.2.{running.visitors}", 1)
    transport = httpx.ASGITransport(running.app, raise_app_exceptions=False, client=address)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://app", headers=headers, cookies={SESSION: cookie}
    ) as client:
        yield WholeApp(client, routes)
        assert (await client.get("/desk")).status_code == httpx.codes.OK, "still signed in"


def _path(route: RouteContext, value: str | None = None) -> str:
    """The path with ``value`` for each of its parameters, or with something that there is."""
    return re.sub(r"{(\w+)(:path)?}", lambda name: value or SHOWN.get(name[1], "1"), route.path or "")


def _requests(route: RouteContext, value: Any, in_path: str) -> list[dict[str, Any]]:
    """A request of every method of ``route`` with ``value`` wherever it takes something."""
    parts = route.dependant
    query = {str(field.alias): str(value) for field in parts.query_params}
    fields = {str(field.alias): str(value) for field in parts.body_params}
    asked = []
    for method in sorted(route.methods or ()):
        request: dict[str, Any] = {"method": method, "url": _path(route, in_path), "params": query}
        if method != "GET":
            request["data"] = fields or {"number": str(value), "id": str(value)}
        asked.append(request)
    return asked


async def test_no_route_breaks_over_a_number_that_is_too_large(whole: WholeApp) -> None:
    broken, asked = [], 0
    for route, number in itertools.product(whole.routes, LARGE):
        for request in _requests(route, number, str(number)):
            response = await whole.client.request(**request)
            asked += 1
            takes_one = "{" in (route.path or "")
            if response.status_code >= 500 or (takes_one and response.status_code < 300):
                broken.append((request["method"], route.path, response.status_code))
    assert asked > 300 and not broken


@pytest.mark.parametrize("multipart", [False, True], ids=["form", "multipart"])
async def test_every_route_refuses_a_nul(whole: WholeApp, multipart: bool) -> None:
    broken, asked = [], 0
    for route in whole.routes:
        if route.path in READ_NOTHING:
            continue
        takes_something = "{" in (route.path or "") or route.dependant.query_params
        for request in _requests(route, "wang\0", "wang%00"):
            if request["method"] == "GET" and (multipart or not takes_something):
                continue
            if multipart:
                parts = {name: (None, value) for name, value in request.pop("data").items()}
                request |= {"url": _path(route), "params": {}, "files": parts}
            response = await whole.client.request(**request)
            asked += 1
            # A route without fields does not even look at a form.
            least = 200 if multipart and not route.dependant.body_params else 400
            if not least <= response.status_code < 500:
                broken.append((request["method"], route.path, response.status_code))
    assert asked > 80 and not broken


@pytest.mark.parametrize(
    "body",
    ['{"query": "a\\u0000"}', '{"query": "\\\\\\u0000"}', '{"query": "a\0"}'],
    ids=["escape", "odd", "raw"],
)
async def test_json_with_a_nul_is_refused_and_a_backslash_is_none(whole: WholeApp, body: str) -> None:
    json = {"content-type": "application/json"}
    assert (await whole.client.post("/api/v1/search", content=body, headers=json)).status_code == 422
    text = '{"query": "\\\\u0000 加班費"}'
    assert (await whole.client.post("/api/v1/search", content=text, headers=json)).status_code == 200


async def test_head_is_answered_as_get_without_a_body(whole: WholeApp) -> None:
    different, asked = [], 0
    for route in whole.routes:
        if "GET" not in (route.methods or ()):
            continue
        path = _path(route)
        get, head = await whole.client.get(path), await whole.client.head(path)
        asked += 1
        if (head.status_code, head.content) != (get.status_code, b""):
            different.append((path, get.status_code, head.status_code))
    assert asked > 40 and not different


async def test_head_of_an_endless_stream_ends(whole: WholeApp) -> None:
    response = await whole.client.head("/desk/inbox/events", timeout=10)
    assert response.status_code < 500 and response.content == b""
