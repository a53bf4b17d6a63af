"""HTTP of the webhooks: check the signature, store the events, say 2xx; everything else happens later.

Plain Starlette routes, looked at before all others: FastAPI's routing and parameters cost more than
the work itself, and a platform that waits for its 2xx sends again.
"""

import asyncio
from http import HTTPStatus

import structlog
from fastapi import FastAPI
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.contract import BadSignature, ChatConnector, Connector, RawEvent, Unsigned
from connectors.intake import Intake
from connectors.registry import CHANNELS, Connectors
from connectors.rejected_webhooks import RejectedWebhooks
from connectors.signatures import no_handshake
from core.dependencies import provided
from core.errors import NotFound, Unavailable

# A batch of Meta's may hold 1,000 updates, with six characters for each Chinese one.
BODY_LIMIT = 16 * 1024 * 1024
LARGER_BODIES = {f"/webhooks/{name}": BODY_LIMIT for name in CHANNELS}
# What is larger is read beside the event loop, which would stand still for others meanwhile.
_AT_ONCE = 64 * 1024
_REFUSED = Counter("labordesk_webhooks_refused_total", "Webhooks with a wrong signature", ["channel"])
log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Put the webhooks in front of the routes of ``app``."""
    app.router.routes[:0] = [
        Route("/webhooks/{channel}", _handshake, methods=["GET"]),
        Route("/webhooks/{channel}", _webhook, methods=["POST"]),
    ]


def _connector(request: Request, channel: str) -> Connector:
    connector = provided(request, Connectors).get(channel)
    if connector is None:
        raise NotFound("這個管道沒有開")
    return connector


async def _handshake(request: Request) -> Response:
    """The platform asks whether the address is ours; see `ChatConnector.handshake`."""
    connector = _connector(request, request.path_params["channel"])
    if not isinstance(connector, ChatConnector):
        no_handshake()
    return Response(connector.handshake(request.query_params), media_type="text/plain")


async def _webhook(request: Request) -> Response:
    """Store every event of a signed webhook under its platform id; one that is known is done already."""
    channel = request.path_params["channel"]
    connector = _connector(request, channel)
    try:
        body = await request.body()
    except ClientDisconnect:
        log.info("webhook_hung_up", channel=channel)
        return Response(status_code=HTTPStatus.BAD_REQUEST)

    def read() -> list[RawEvent]:
        connector.verify(request.headers, body)
        return connector.parse(body)

    try:
        events = read() if len(body) <= _AT_ONCE else await asyncio.to_thread(read)
    except BadSignature as refused:
        _REFUSED.labels(channel).inc()
        if not isinstance(refused, Unsigned):
            await provided(request, RejectedWebhooks).note(channel)
        raise
    try:
        await provided(request, Intake).store(channel, events)
    except (SQLAlchemyError, OSError) as error:
        # Without a 2xx the platform sends it again.
        log.error("webhook_not_stored", channel=channel, kind=type(error).__name__)
        raise Unavailable("暫時無法收件，請再送一次。") from None
    return Response()
