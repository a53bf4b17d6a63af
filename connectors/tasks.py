"""Housekeeping of the channels: what could not be delivered is not kept for ever."""

from datetime import datetime, timedelta

from connectors.repository import dead_letters
from connectors.webhooks import repository as webhooks
from core.database import Database

# So long a dead letter can be sent again (`labordesk outbox replay`).
KEPT = timedelta(days=30)


async def tidy(database: Database, now: datetime) -> None:
    """Erase the words of dead letters and dead events, and the log of webhooks, older than `KEPT`."""
    async with database.transaction() as session:
        await dead_letters.erase_dead_letters(session, now - KEPT)
        await webhooks.forget_messages(session, now - KEPT)
