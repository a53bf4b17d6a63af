"""Every error as RFC 9457 problem details, without echoing what the client sent."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.errors import Problem

log = structlog.get_logger()


def problem(status: HTTPStatus, detail: str, **extra: object) -> JSONResponse:
    """A problem details response."""
    body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return JSONResponse(body | extra, status, media_type="application/problem+json")


def known(request: Request, error: Exception) -> JSONResponse:
    """A `Problem` as problem details."""
    assert isinstance(error, Problem)
    errors = [{"field": field, "reason": reason} for field, reason in error.fields.items()]
    response = problem(error.status, error.detail, **({"errors": errors} if errors else {}))
    response.headers.update(error.headers)
    return response


def invalid(request: Request, error: Exception) -> JSONResponse:
    """A refused input as problem details: which fields, and why."""
    assert isinstance(error, RequestValidationError)
    # The input itself is left out: it may hold personal data, or be no valid text at all.
    errors = [
        {"field": ".".join(str(part) for part in e["loc"][1:] if isinstance(part, str)), "reason": e["msg"]}
        for e in error.errors()
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "請檢查欄位", errors=errors)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    response = problem(status, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected", path=request.url.path, kind=type(error).__name__)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "系統暫時無法處理，請稍後再試，或撥 1999。")


def install(app: FastAPI) -> None:
    """Register the handlers on ``app``."""
    app.add_exception_handler(Problem, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
