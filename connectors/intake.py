"""The way into the inbox: webhooks that arrive together are stored in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectors import repository
from connectors.contract import RawEvent
from connectors.lane_workers import Lanes
from core.clock import utc_now
from core.database import Database

# Events of one user that arrive almost together are put in the order of their own clock.
SETTLE = timedelta(milliseconds=150)


@dataclass(frozen=True, slots=True)
class _Waiting:
    channel: str
    events: Sequence[RawEvent]
    stored: asyncio.Future[None]


class Intake:
    """Group commit (DeWitt et al. 1984): while one transaction is written, the next one collects.

    A busy hour costs as many transactions as the database can write, not one an event.
    """

    def __init__(self, database: Database, lanes: Lanes) -> None:
        self._database = database
        self._lanes = lanes
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def store(self, channel: str, events: Sequence[RawEvent]) -> None:
        """Return when the events are in the database; those that it knows already stay as they are.

        Raises:
            SQLAlchemyError, OSError: they could not be stored, and nothing of them was.
        """
        self._lanes.pressure.note(len(events))
        mine = _Waiting(channel, events, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await mine.stored

    async def _write(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            if await self._written(together) or len(together) == 1:
                continue
            for waiting in together:  # what one of them cannot do must not refuse the others
                await self._written([waiting])
        self._writer = None

    async def _written(self, together: Sequence[_Waiting]) -> bool:
        alone = len(together) == 1
        try:
            async with self._database.transaction() as session:
                arrived = [(waiting.channel, event) for waiting in together for event in waiting.events]
                await repository.store_events(session, arrived, utc_now(), SETTLE)
        except Exception as error:  # whoever waits has to hear of it, whatever it is
            if alone and not together[0].stored.done():
                together[0].stored.set_exception(error)
            return False
        for waiting in together:
            if not waiting.stored.done():  # a client that hung up has cancelled it
                waiting.stored.set_result(None)
        self._lanes.wake()
        return True
