"""The description of the public JSON API at ``/openapi.json``: what each route answers and refuses.

Only ``/api/v1`` is described; pages, webhooks, the desk and monitoring are none of the public's interface.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from web.schemas import ProblemDetails

PROBLEM = "application/problem+json"
_SCHEMA = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
_ABOUT = """常見問答的查詢、對話與試算，和網頁用的是同一套。
查案件進度與讀統計要金鑰，由系統管理在服務台的「介接」建立。

每一種拒絕都是 RFC 9457 的 problem details，`detail` 用中文說明怎麼辦，不會重複送來的內容。
送得太慢（408）或連線太多（503）時由連線本身拒絕，沒有內容。只收 UTF-8 的 JSON，一次最多 1 MiB。
"""
# What any route may refuse, and any that takes a body.
_ALWAYS = {
    HTTPStatus.UNPROCESSABLE_ENTITY: "請檢查欄位",
    HTTPStatus.INTERNAL_SERVER_ERROR: "系統暫時無法處理，請稍後再試，或撥 1999。",
    HTTPStatus.SERVICE_UNAVAILABLE: "系統暫時無法處理，請稍後再試，或撥 1999。",
}
_OF_BODIES = {
    HTTPStatus.BAD_REQUEST: "There was an error parsing the body",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "內容超過 1024 KB",
}
_NONE: Mapping[HTTPStatus, str] = {}
Responses = dict[int | str, dict[str, Any]]


def answers(model: type[Any], example: object, own: Mapping[HTTPStatus, str] = _NONE) -> Responses:
    """The answer of a route that takes no body, and its ``own`` refusals with an example of what they say."""
    return _done(model, example) | _refusals({**_ALWAYS, **own})


def answers_body(model: type[Any], example: object, own: Mapping[HTTPStatus, str] = _NONE) -> Responses:
    """The answer of a route that takes a body, see `answers`."""
    return answers(model, example, {**_OF_BODIES, **own})


def _done(model: type[Any], example: object) -> Responses:
    done: dict[str, Any] = {"model": model, "description": "Done"}
    if example is not None:
        done["content"] = {"application/json": {"example": example}}
    return {HTTPStatus.OK.value: done}


def _refusals(details: Mapping[HTTPStatus, str]) -> Responses:
    found: Responses = {}
    for status, detail in sorted(details.items()):
        example = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
        content = {PROBLEM: {"schema": _SCHEMA, "example": example}}
        found[status.value] = {"description": status.phrase, "content": content}
    return found


def install(app: FastAPI) -> None:
    """Let ``app`` describe itself."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title="labordesk",
        version=app.version,
        description=_ABOUT,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
    )
    schema["components"]["schemas"][ProblemDetails.__name__] = _model(ProblemDetails, schema)
    return schema


def _model(model: type[BaseModel], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of ``model``; what it refers to is put beside those of the routes."""
    found = model.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schema["components"]["schemas"].update(found.pop("$defs", {}))
    return found
