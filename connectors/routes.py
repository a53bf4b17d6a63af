"""HTTP of the webhooks: check the signature, store the events, say 2xx; everything else happens later.

Plain Starlette routes, looked at before all others: FastAPI's routing and parameters cost more than
the work itself, and a platform that waits for its 2xx sends again.
"""

import structlog
from fastapi import FastAPI
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.contract import Connector, Refused
from core.errors import NotFound, Unavailable

_REFUSED = Counter("labordesk_webhooks_refused_total", "Webhooks with a wrong signature", ["channel"])
log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Put the webhooks in front of the routes of ``app``."""
    app.router.routes[:0] = [
        Route("/webhooks/{channel}", _handshake, methods=["GET"]),
        Route("/webhooks/{channel}", _webhook, methods=["POST"]),
    ]


def _connector(request: Request, channel: str) -> Connector:
    connector: Connector | None = request.app.state.connectors.get(channel)
    if connector is None:
        raise NotFound("這個管道沒有開")
    return connector


async def _handshake(request: Request) -> Response:
    """The platform asks whether the address is ours; see `Connector.handshake`."""
    connector = _connector(request, request.path_params["channel"])
    return Response(connector.handshake(request.query_params), media_type="text/plain")


async def _webhook(request: Request) -> Response:
    """Store every event of a signed webhook under its platform id; one that is known is done already."""
    channel = request.path_params["channel"]
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
