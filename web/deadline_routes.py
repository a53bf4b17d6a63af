"""Last days as calendar files, and the page on which reminders by e-mail are stopped."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from cases.citizen_reminders.calendar import MEDIA_TYPE, calendar_of
from cases.citizen_reminders.service import BadDeadlineLink
from connectors.dependencies import AdmissionDep
from core.clock import utc_now
from web.dependencies import NotificationsDep
from web.templating import make_templates

router = APIRouter(prefix="/deadlines", include_in_schema=False)
_templates = make_templates("web")
_LIMIT = 1_000


def install(app: FastAPI) -> None:
    """Add the pages to ``app``."""
    app.include_router(router)


def _page(request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> Response:
    return _templates.TemplateResponse(request, template, shown, status_code=status)


def _refused(request: Request, error: BadDeadlineLink) -> Response:
    return _page(request, "message.html", HTTPStatus.NOT_FOUND, title="連結不能使用", text=error.detail)


@router.get("/stop")
async def ask_to_stop(request: Request, token: str = "") -> Response:
    """Ask whether to stop; mail programs that open links by themselves do no harm."""
    return _page(request, "deadline_stop.html", token=token[:_LIMIT])


@router.post("/stop")
async def stop(request: Request, admission: AdmissionDep, notifications: NotificationsDep) -> Response:
    """Stop the reminders that the link is from."""
    admission.check_origin(request)
    await admission.admit(request, None)
    sent = await request.form()
    try:
        await notifications.deadlines.stop_by_link(str(sent.get("token", ""))[:_LIMIT])
    except BadDeadlineLink as error:
        return _refused(request, error)
    return _page(request, "message.html", title="已經取消提醒", text="之後不會再寄給您，留下的資料也刪除了。")


@router.get("/{token}.ics")
async def calendar(request: Request, token: str, notifications: NotificationsDep) -> Response:
    """The calendar file of a last day."""
    try:
        last = notifications.deadlines.last_day_of(token[:_LIMIT])
    except BadDeadlineLink as error:
        return _refused(request, error)
    headers = {
        "Content-Disposition": 'attachment; filename="deadline.ics"',
        "Cache-Control": "private, no-store",
    }
    file = calendar_of(last.label, last.day, utc_now(), last.is_awaited)
    return Response(file, media_type=MEDIA_TYPE, headers=headers)
