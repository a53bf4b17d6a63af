"""Webhooks with a wrong signature, noted for whoever looks: a secret was changed, or a stranger tries."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from connectors.repository import channels
from core.clock import utc_now
from core.database import Database

# One note in so long a time: a stranger must not make the database write at will.
EVERY = timedelta(seconds=10)
log = structlog.get_logger()


class RejectedWebhooks:
    """The notes of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[str, datetime] = {}

    async def note(self, channel: str) -> None:
        """Note a refusal; never raises."""
        now = utc_now()
        last = self._noted.get(channel)
        if last is not None and now - last < EVERY:
            return
        self._noted[channel] = now
        try:
            async with self._database.transaction() as session:
                await channels.note_refused(session, channel, now)
        except (SQLAlchemyError, OSError) as error:
            log.warning("refusal_not_noted", channel=channel, kind=type(error).__name__)
