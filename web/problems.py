"""Every error as RFC 9457 problem details, for people as a page, without echoing what the client sent."""

from http import HTTPStatus
from inspect import isawaitable

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import StatementError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from core.database import cannot_hold
from core.errors import Problem
from web import error_pages

log = structlog.get_logger()
_CHECK = "請檢查欄位"


class Unstorable(Problem):
    """A number or a sign that no database can hold: SQLite takes 64 bits, PostgreSQL often 32."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__("有數字太大，或有無法儲存的字元：請檢查後再送一次。")


def problem(status: HTTPStatus, detail: str, **extra: object) -> JSONResponse:
    """A problem details response."""
    body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return JSONResponse(body | extra, status, media_type="application/problem+json")


def known(request: Request, error: Exception) -> Response:
    """A `Problem` as problem details, or as a page."""
    assert isinstance(error, Problem)
    errors = [{"field": field, "reason": reason} for field, reason in error.fields.items()]
    response = error_pages.refused(request, HTTPStatus(error.status), error.detail) or problem(
        error.status, error.detail, **({"errors": errors} if errors else {})
    )
    response.headers.update(error.headers)
    return response


def invalid(request: Request, error: Exception) -> Response:
    """A refused input as problem details, which fields, and why; or as a page."""
    assert isinstance(error, RequestValidationError)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if page := error_pages.refused(request, status, _CHECK):
        return page
    # The input itself is left out: it may hold personal data, or be no valid text at all.
    errors = [
        {"field": ".".join(str(part) for part in e["loc"][1:] if isinstance(part, str)), "reason": e["msg"]}
        for e in error.errors()
    ]
    return problem(status, _CHECK, errors=errors)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    response = error_pages.unknown_address(request, status) or problem(status, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", path=request.url.path, kind=type(error).__name__)
    status, detail = HTTPStatus.INTERNAL_SERVER_ERROR, "系統暫時無法處理，請稍後再試，或撥 1999。"
    return error_pages.refused(request, status, detail) or problem(status, detail)


def _gone(request: Request, error: Exception) -> Response:
    """Nobody is there to be told."""
    log.info("client_gone", path=request.url.path)
    return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)


async def _unstorable(request: Request, error: Exception) -> Response:
    if not cannot_hold(error):
        raise error
    told = request.app.exception_handlers[Problem](request, Unstorable())
    answer: Response = await told if isawaitable(told) else told
    return answer


def install(app: FastAPI) -> None:
    """Register the handlers on ``app``."""
    app.add_exception_handler(ClientDisconnect, _gone)
    for kind in (StatementError, OverflowError, UnicodeEncodeError):
        app.add_exception_handler(kind, _unstorable)
    app.add_exception_handler(Problem, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
