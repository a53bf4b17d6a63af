"""HTTP of the webhooks: check the signature, store the events, say 2xx; everything else happens later."""

import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from connectors.contract import Connector, Refused
from core.errors import NotFound, Unavailable

router = APIRouter(prefix="/webhooks", include_in_schema=False)
_REFUSED = Counter("labordesk_webhooks_refused_total", "Webhooks with a wrong signature", ["channel"])
log = structlog.get_logger()


def _connector(request: Request, channel: str) -> Connector:
    connector: Connector | None = request.app.state.connectors.get(channel)
    if connector is None:
        raise NotFound("這個管道沒有開")
    return connector


@router.get("/facebook")
async def facebook_handshake(
    request: Request,
    mode: Annotated[str, Query(alias="hub.mode")] = "",
    token: Annotated[str, Query(alias="hub.verify_token")] = "",
    challenge: Annotated[str, Query(alias="hub.challenge")] = "",
) -> Response:
    """Meta's verification: the challenge comes back when the token is ours."""
    _connector(request, "facebook")
    expected = request.app.state.settings.facebook_verify_token.get_secret_value()
    if mode != "subscribe" or not hmac.compare_digest(token.encode(), expected.encode()):
        raise Refused("驗證碼不符")
    return Response(challenge, media_type="text/plain")


@router.post("/{channel}")
async def webhook(request: Request, channel: str) -> Response:
    """Store every event of a signed webhook under its platform id; one that is known is done already."""
    connector = _connector(request, channel)
    body = await request.body()
    try:
        connector.verify(request.headers, body)
    except Refused:
        _REFUSED.labels(channel).inc()
        raise
    try:
        await request.app.state.intake.store(channel, connector.parse(body))
    except (SQLAlchemyError, OSError) as error:
        # Without a 2xx the platform sends it again.
        log.error("webhook_not_stored", channel=channel, kind=type(error).__name__)
        raise Unavailable("暫時無法收件，請再送一次。") from None
    return Response()
