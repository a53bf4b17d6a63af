"""The description of the public API is true: its examples can be sent, and are answered as described."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import jsonschema_rs
import pytest

from app import create_app
from core.clock import utc_now
from core.database import Database
from desk.integrations import key_service
from desk.integrations.key_service import Scope
from desk.integrations.schemas import NUMBER
from tests.many import made_case
from tests.staff import Desk

_JSON, _PROBLEM = "application/json", "application/problem+json"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The description as it is served, without a server."""
    return create_app().openapi()


@pytest.fixture(scope="module")
def web(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def key(desk_app: Desk) -> str:
    """A key that may ask everything, and the case of the examples."""

    async def prepare(database: Database) -> str:
        now = utc_now()
        async with database.transaction() as session:
            session.add(made_case(NUMBER, now))
            return key_service.make(
                session, "介接", tuple(Scope), now.date() + timedelta(days=9), "tests", now
            )[0]

    return desk_app.run(prepare)


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _fits(described: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Raises where ``value`` is not as ``schema`` says."""
    jsonschema_rs.validate({**schema, "components": described["components"]}, value)


def test_every_operation_tells_what_it_does_takes_answers_and_refuses(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(described)]
    assert len(set(names)) == len(names) >= 7
    for method, _, operation in _operations(described):
        assert operation["summary"] and operation["description"]
        assert operation["tags"] == (["systems"] if "security" in operation else ["public"])
        statuses = {int(status) for status in operation["responses"]}
        assert {200, 422, 500, 503} <= statuses and (method == "GET" or {400, 413} <= statuses)


def test_every_example_is_as_its_schema_says(described: dict[str, Any]) -> None:
    seen = 0
    for _, _, operation in _operations(described):
        for answer in operation["responses"].values():
            for content in answer["content"].values():
                if "example" in content:
                    _fits(described, content["schema"], content["example"])
                    seen += 1
    for schema in described["components"]["schemas"].values():
        for example in schema.get("examples", ()):
            _fits(described, schema, example)
            seen += 1
    assert seen > 40


def test_every_refusal_is_a_problem_in_words(described: dict[str, Any]) -> None:
    for _, _, operation in _operations(described):
        for status, answer in operation["responses"].items():
            if status != "200":
                (kind,) = answer["content"]
                assert kind == _PROBLEM and answer["content"][kind]["example"]["status"] == int(status)


def _example(described: dict[str, Any], schema: dict[str, Any]) -> Any:
    name = schema["$ref"].rpartition("/")[2]
    return described["components"]["schemas"][name]["examples"][0]


def test_the_examples_can_be_sent_and_are_answered_as_described(
    web: httpx.Client, described: dict[str, Any], key: str
) -> None:
    session = web.post("/api/v1/chat", json={"text": "你好"}).json()["session"]
    for method, path, operation in _operations(described):
        values = {
            p["name"]: p["schema"].get("examples", p.get("examples"))[0]
            for p in operation.get("parameters", ())
        }
        body = None
        if taken := operation.get("requestBody"):
            body = _example(described, taken["content"][_JSON]["schema"])
            body |= {"session": session} if "session" in body else {}
        shown = {"Authorization": f"Bearer {key}"} if "security" in operation else {}
        asked = {"language": "en"} | {name: values[name] for name in values if f"{{{name}}}" not in path}
        response = web.request(method, path.format(**values), params=asked, json=body, headers=shown)
        assert response.status_code == 200, (path, response.text)
        assert response.headers["content-type"] == _JSON
        _fits(described, operation["responses"]["200"]["content"][_JSON]["schema"], response.json())


@pytest.mark.parametrize("language", [None, "en", "vi"])
def test_every_entry_is_answered_as_described(
    web: httpx.Client, described: dict[str, Any], language: str | None
) -> None:
    schema = described["paths"]["/api/v1/faq/{entry_id}"]["get"]["responses"]["200"]["content"][_JSON][
        "schema"
    ]
    entries = web.get("/api/v1/faq").json()["entries"]
    for entry in entries:
        asked = {"language": language} if language else {}
        _fits(described, schema, web.get(f"/api/v1/faq/{entry['id']}", params=asked).json())


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/api/v1/faq/no-such-entry", {}, 404),
        ("GET", "/api/v1/faq/overtime-pay?language=%00", {}, 422),
        ("GET", f"/api/v1/cases/{NUMBER}", {}, 401),
        ("GET", "/api/v1/statistics", {"headers": {"Authorization": "Bearer ldk_made-up"}}, 401),
        ("POST", "/api/v1/tools/none", {"json": {"inputs": {}}}, 404),
        ("POST", "/api/v1/tools/overtime", {"json": {"inputs": {}}}, 422),
        ("POST", "/api/v1/search", {"json": {"query": ""}}, 422),
        ("POST", "/api/v1/search", {"content": b"\xff", "headers": {"content-type": _JSON}}, 400),
        ("POST", "/api/v1/search", {"content": b" " * 1_100_000, "headers": {"content-type": _JSON}}, 413),
        ("POST", "/api/v1/chat", {"json": {"text": "你好", "session": "x.y"}}, 400),
        ("POST", "/api/v1/chat", {"json": {"text": "你好"}, "headers": {"origin": "https://a.example"}}, 403),
        ("POST", "/api/v1/chat/poll", {"json": {"session": "x.y", "after": 1}}, 400),
        ("POST", "/api/v1/chat/poll", {"json": {"session": "x.y", "after": 2**63}}, 400),
    ],
)
def test_a_refusal_is_as_described(
    web: httpx.Client, described: dict[str, Any], method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    response = web.request(method, path, **sent)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == _PROBLEM
    _fits(described, {"$ref": "#/components/schemas/ProblemDetails"}, response.json())
