"""Errors as pages, in the language of the visitor: for people, while programs get problem details."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from web.templating import make_templates
from web.translations import visitor_language

# What programs ask; people do not open these.
_FOR_PROGRAMS = ("/api", "/webhooks", "/static", "/ws", "/openapi.json")
NOT_FOUND = "找不到這一頁"
WHY_NOT_FOUND = "這則問答可能已經更新或下架，網址也可能打錯了。請直接查詢您想問的事："
NOT_DONE = "這個動作沒有完成"
NOT_OPENED_SO = "這一頁不能直接打開"
WHY_NOT_OPENED = "請回到上一頁再送一次，或從首頁重新開始。"
TROUBLE = "系統暫時出了問題"
WHY_TROUBLE = "請稍後再試，或打電話問人："
# Every text of these pages that is said in the other languages.
TEXTS = (NOT_FOUND, WHY_NOT_FOUND, NOT_DONE, NOT_OPENED_SO, WHY_NOT_OPENED, TROUBLE, WHY_TROUBLE)
_UNKNOWN = {
    HTTPStatus.NOT_FOUND: (NOT_FOUND, WHY_NOT_FOUND),
    HTTPStatus.METHOD_NOT_ALLOWED: (NOT_OPENED_SO, WHY_NOT_OPENED),
}
_templates = make_templates("web")


def is_for_programs(path: str) -> bool:
    """Whether an address belongs to an interface, where errors are problem details."""
    return any(path == room or path.startswith(f"{room}/") for room in _FOR_PROGRAMS)


def waits_for_page(request: Request) -> bool:
    """Whether a browser asked for a page."""
    return "text/html" in request.headers.get("accept", "") and not is_for_programs(request.url.path)


def unknown_address(request: Request, status: HTTPStatus) -> Response | None:
    """The page for an address that is not there or that only takes forms; None for programs."""
    asks_for_data = "json" in request.headers.get("accept", "") and not waits_for_page(request)
    if status not in _UNKNOWN or asks_for_data or is_for_programs(request.url.path):
        return None
    if status is HTTPStatus.NOT_FOUND and (meant := _without_slash(request)):
        return RedirectResponse(meant, HTTPStatus.PERMANENT_REDIRECT)
    return _page(request, status, *_UNKNOWN[status])


def not_found(request: Request) -> Response:
    """The page for something that is not there (any more)."""
    return _page(request, HTTPStatus.NOT_FOUND, *_UNKNOWN[HTTPStatus.NOT_FOUND])


def refused(request: Request, status: HTTPStatus, detail: str) -> Response | None:
    """What is wrong, as a page; None where nobody waits for one."""
    if not waits_for_page(request):
        return None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _page(request, status, TROUBLE, WHY_TROUBLE)
    return _page(request, status, NOT_DONE, detail)


def _without_slash(request: Request) -> str:
    """The address without a slash that was typed at its end, never one of another host; "" where none was."""
    path, query = request.url.path, request.url.query
    if not path.endswith("/") or path.startswith("//") or not path.strip("/"):
        return ""
    return quote(path.rstrip("/"), safe="/") + (f"?{query}" if query else "")


def _page(request: Request, status: HTTPStatus, title: str, text: str) -> Response:
    shown = {"title": title, "text": text, "language": visitor_language(request)}
    response = _templates.TemplateResponse(request, "error.html", shown, status_code=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
