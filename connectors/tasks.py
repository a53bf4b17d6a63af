"""Housekeeping of the channels: what could not be delivered is not kept for ever."""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from connectors import letters
from core.clock import utc_now
from core.database import Database

# So long a dead letter can be sent again (`labordesk outbox replay`).
KEPT = timedelta(days=30)
log = structlog.get_logger()


async def keep_letters(database: Database, seconds: float = 3600.0) -> None:
    """Run `tidy` again and again until cancelled; several processes may do so."""
    while True:
        try:
            await tidy(database, utc_now())
        except (SQLAlchemyError, OSError) as error:
            log.warning("letters_without_database", kind=type(error).__name__)
        await asyncio.sleep(seconds)


async def tidy(database: Database, now: datetime) -> None:
    """Erase the words of dead letters and dead events that are older than `KEPT`."""
    async with database.transaction() as db:
        await letters.erase_dead_letters(db, now - KEPT)
