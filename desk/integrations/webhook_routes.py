"""HTTP of the addresses where other systems are told: register, try, look at the log, send again."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from connectors.webhooks.addresses import BadAddress
from connectors.webhooks.service import CHANGE_OVER, BadWebhook
from core.clock import utc_now
from core.dependencies import DatabaseDep
from core.errors import Problem
from core.system_events import SystemEvent
from desk.auth import audit_service
from desk.auth.access import allowed, origin_of
from desk.auth.audit_service import Event
from desk.auth.permissions import Permission
from desk.autosave.taken import form_was_taken
from desk.dependencies import WebhooksDep
from desk.integrations.showing import PREFIX, show
from desk.pages import page, see_other

SHOWN = 50
router = APIRouter(
    prefix=f"{PREFIX}/webhooks",
    include_in_schema=False,
    dependencies=[Depends(allowed(Permission.MANAGE_INTEGRATIONS))],
)


@router.post("")
async def register(
    request: Request,
    database: DatabaseDep,
    webhooks: WebhooksDep,
    name: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    kinds: Annotated[list[SystemEvent], Form()] = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """A new address; the secret that signs is shown once."""
    now, origin = utc_now(), origin_of(request)
    try:
        async with database.transaction() as session:
            added, secret = await webhooks.register(session, name, address, kinds, origin.who, now)
            audit_service.note(session, Event.WEBHOOK_ADDED, origin, now, added.name)
    except (BadWebhook, BadAddress) as problem:
        typed = {"webhook": name, "address": address, "kinds": kinds}
        return await show(request, problem.status, problem=problem, typed=typed)
    form_was_taken(request, request.url.path)
    return await show(request, secret=("webhook", added.name, secret))


@router.get("/{webhook_id}")
async def log(request: Request, webhook_id: int, database: DatabaseDep, webhooks: WebhooksDep) -> Response:
    """What an address was told, the newest first."""
    return await _log(request, database, webhooks, webhook_id)


@router.post("/{webhook_id}/ping")
async def ping(request: Request, webhook_id: int, database: DatabaseDep, webhooks: WebhooksDep) -> Response:
    """Send a test message."""
    now, origin = utc_now(), origin_of(request)
    try:
        async with database.transaction() as session:
            await webhooks.ping(session, webhook_id, now)
            name = (await webhooks.one(session, webhook_id)).name
            audit_service.note(session, Event.WEBHOOK_SENT, origin, now, f"{name}：測試")
    except Problem as problem:
        return await _log(request, database, webhooks, webhook_id, problem)
    return see_other(f"{PREFIX}/webhooks/{webhook_id}")


@router.post("/{webhook_id}/messages/{message_id}/resend")
async def resend(
    request: Request, webhook_id: int, message_id: int, database: DatabaseDep, webhooks: WebhooksDep
) -> Response:
    """Send a message once more."""
    now, origin = utc_now(), origin_of(request)
    try:
        async with database.transaction() as session:
            await webhooks.resend(session, webhook_id, message_id, now)
            name = (await webhooks.one(session, webhook_id)).name
            audit_service.note(session, Event.WEBHOOK_SENT, origin, now, f"{name}：重送第 {message_id} 則")
    except Problem as problem:
        return await _log(request, database, webhooks, webhook_id, problem)
    return see_other(f"{PREFIX}/webhooks/{webhook_id}")


@router.post("/{webhook_id}/active")
async def switch(
    request: Request,
    webhook_id: int,
    active: Annotated[bool, Form()],
    database: DatabaseDep,
    webhooks: WebhooksDep,
) -> Response:
    """Turn an address off, or on again."""
    now, origin = utc_now(), origin_of(request)
    async with database.transaction() as session:
        switched = await webhooks.switch(session, webhook_id, active, now)
        said = "恢復" if active else "停用"
        audit_service.note(session, Event.WEBHOOK_SWITCHED, origin, now, f"{switched.name}：{said}")
    return see_other(f"{PREFIX}/webhooks/{webhook_id}")


@router.post("/{webhook_id}/secret")
async def change_secret(
    request: Request,
    webhook_id: int,
    database: DatabaseDep,
    webhooks: WebhooksDep,
    at_once: Annotated[bool, Form()] = False,
) -> Response:
    """A new secret, shown once; the old one signs as well for some days, or no more ``at_once``."""
    now, origin = utc_now(), origin_of(request)
    async with database.transaction() as session:
        changed, secret = await webhooks.change_secret(session, webhook_id, at_once, now)
        said = "，舊的立刻停用" if at_once else ""
        audit_service.note(session, Event.WEBHOOK_SECRET, origin, now, f"{changed.name}{said}")
    return await _log(request, database, webhooks, webhook_id, secret=secret)


@router.post("/{webhook_id}/remove")
async def remove(
    request: Request,
    webhook_id: int,
    database: DatabaseDep,
    webhooks: WebhooksDep,
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Forget an address, after it was asked for."""
    now, origin = utc_now(), origin_of(request)
    async with database.transaction() as session:
        if not sure:
            found = await webhooks.one(session, webhook_id)
            return page(request, "integrations/sure.html", key=None, webhook=found)
        gone = await webhooks.remove(session, webhook_id)
        audit_service.note(session, Event.WEBHOOK_REMOVED, origin, now, gone.name)
    return see_other(PREFIX)


async def _log(
    request: Request,
    database: DatabaseDep,
    webhooks: WebhooksDep,
    webhook_id: int,
    problem: Problem | None = None,
    secret: str = "",
) -> Response:
    async with database.transaction() as session:
        found = await webhooks.one(session, webhook_id)
    sent = await webhooks.log(webhook_id, SHOWN)
    status = problem.status if problem else HTTPStatus.OK
    return page(
        request,
        "integrations/log.html",
        status,
        webhook=found,
        sent=sent,
        problem=problem,
        secret=secret,
        now=utc_now(),
        days=CHANGE_OVER.days,
    )
