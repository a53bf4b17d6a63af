"""Long polling: the updates are fetched, for a machine that no webhook can reach."""

import asyncio
from collections.abc import Iterable, Iterator

import structlog

from connectors.contract import Connector, MalformedWebhook, Payload, RawEvent
from connectors.intake import Intake
from connectors.telegram.connector import TelegramConnector
from connectors.telegram.reading import raw_event

_PAUSE = 3.0
log = structlog.get_logger()


async def poll(connector: Connector, intake: Intake) -> None:
    """Store updates as they come until cancelled; Telegram forgets them once the next are asked for."""
    assert isinstance(connector, TelegramConnector)
    offset = 0
    while True:
        try:
            updates = await connector.poll(offset)
            events = list(_events(updates))
            await intake.store(connector.name, events)
            # Only what is stored may be forgotten by the platform.
            offset = max([offset, *(event.payload["update_id"] + 1 for event in events)])
            if updates and not events:
                await asyncio.sleep(_PAUSE)
        except Exception as error:  # whatever it is, the next minute may be better: nobody else asks
            log.warning("telegram_polling_failed", reason=type(error).__name__)
            await asyncio.sleep(_PAUSE)


def _events(updates: Iterable[Payload]) -> Iterator[RawEvent]:
    """A broken update is passed over: asked for again it would stop all that follow."""
    for update in updates:
        try:
            yield raw_event(update)
        except MalformedWebhook:
            log.warning("telegram_update_malformed")
