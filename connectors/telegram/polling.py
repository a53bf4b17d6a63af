"""Long polling: the updates are fetched, for a machine that no webhook can reach."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from connectors import repository
from connectors.contract import Connector, Malformed
from connectors.lanes import Lanes
from connectors.routes import SETTLE
from connectors.telegram.connector import TelegramConnector, raw_event
from core.clock import utc_now
from core.database import Database

_PAUSE = 3.0
log = structlog.get_logger()


async def poll(connector: Connector, database: Database, lanes: Lanes) -> None:
    """Store updates as they come until cancelled; Telegram forgets them once the next are asked for."""
    assert isinstance(connector, TelegramConnector)
    offset = 0
    while True:
        try:
            updates = await connector.poll(offset)
            async with database.transaction() as db:
                for update in updates:
                    offset = max(offset, int(update.get("update_id", 0)) + 1)
                    await repository.store_events(db, connector.name, [raw_event(update)], utc_now(), SETTLE)
            if updates:
                lanes.wake()
        except (TelegramError, SQLAlchemyError, OSError, Malformed) as error:
            log.warning("telegram_polling_failed", reason=type(error).__name__)
            await asyncio.sleep(_PAUSE)
