"""Following a topic by e-mail: ask on a page, confirm and leave by links; a link alone changes nothing."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from cases.notification_service import Notifications
from cases.subscriptions import topic_service
from cases.subscriptions.service import Subscriptions
from connectors.webchat.admission import Admission
from core.clock import utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import BadLink, Problem
from core.mail import is_address
from web.dependencies import NotificationsDep
from web.error_pages import not_found
from web.templating import make_templates

router = APIRouter(prefix="/subscriptions", include_in_schema=False)
_templates = make_templates("web")
_LIMIT = 300
_LEAVING = {"confirm": False, "leave": True}


def install(app: FastAPI) -> None:
    """Add the pages to ``app``."""
    app.include_router(router)


def _page(request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> Response:
    return _templates.TemplateResponse(request, template, shown, status_code=status)


async def _form(request: Request, topic: str = "", email: str = "", problem: str = "") -> Response:
    async with provided(request, Database).transaction() as session:
        offered = await topic_service.offered(session)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    shown = {"topics": offered, "topic": topic, "email": email, "problem": problem}
    return _page(request, "subscriptions.html", status, **shown)


@router.get("")
async def subscriptions(request: Request) -> Response:
    """The topics, and where to leave an address."""
    return await _form(request)


@router.post("")
async def ask(request: Request, notifications: NotificationsDep) -> Response:
    """Send the link that confirms; whether the address is known already is not told."""
    await _admit(request)
    service: Subscriptions = notifications.subscriptions
    sent = await request.form()
    topic, email = (str(sent.get(name, "")).strip()[:_LIMIT] for name in ("topic", "email"))
    if not is_address(email):
        return await _form(
            request, topic, email, "看不懂這個電子郵件，請檢查有沒有打錯，例如 name@example.com"
        )
    try:
        await service.ask_by_mail(topic, email, utc_now())
    except Problem as error:
        return await _form(request, topic, email, error.detail)
    text = "請到信箱打開我們寄的信，按裡面的連結完成訂閱。沒有收到時，請看看垃圾信件匣，或一小時後再試。"
    return _page(request, "message.html", title="請到信箱確認", text=text)


@router.get("/{what}")
async def linked(request: Request, what: str, token: str = "") -> Response:
    """Ask whether to follow or to leave; mail programs that open links by themselves do no harm."""
    return await _linked(request, what, token[:_LIMIT], use=False)


@router.post("/{what}")
async def use(request: Request, what: str) -> Response:
    """Follow or leave."""
    await _admit(request)
    sent = await request.form()
    return await _linked(request, what, str(sent.get("token", ""))[:_LIMIT], use=True)


async def _linked(request: Request, what: str, token: str, use: bool) -> Response:
    service = provided(request, Notifications).subscriptions
    leaving = _LEAVING.get(what)
    if leaving is None:
        return not_found(request)
    try:
        if not use:
            topic = await service.linked(token, leaving)
            return _page(request, "subscription_link.html", topic=topic, token=token, leaving=leaving)
        topic = await service.use_link(token, leaving, utc_now())
    except BadLink as error:
        return _page(request, "message.html", HTTPStatus.NOT_FOUND, title="連結不能使用", text=error.detail)
    title = f"已取消訂閱「{topic.name}」" if leaving else f"已訂閱「{topic.name}」"
    text = "之後不會再寄給您。" if leaving else "有新消息時會寄給您，每封信裡都有取消訂閱的連結。"
    return _page(request, "message.html", title=title, text=text)


async def _admit(request: Request) -> None:
    provided(request, Admission).check_origin(request)
    await provided(request, Admission).admit(request, None)
