"""Who works on what: lanes are leased one by one, so that a user's messages keep their order.

Every channel has workers of its own (bulkheads, Nygard 2007): a platform that hangs costs only its own
citizens. Several processes share the lanes of one database; a lease that is not renewed is taken over.
"""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.service import ConversationService
from connectors import repository
from connectors.backpressure import Backpressure
from connectors.contract import ChatConnector, Connector, Outbound
from connectors.delayed_replies import DelayedReplies
from connectors.event_handler import EventHandler
from connectors.models import InboxRow, LaneRow
from connectors.outbox import TRY_SECONDS, Outbox, backoff
from connectors.replies import Work
from core.clock import SetBack, utc_now
from core.database import Database, refuses

LEASE = timedelta(seconds=25)
MOST_ATTEMPTS = 5
GRACE_SECONDS = TRY_SECONDS + 1.0
# So long a lease is as good as new: most lanes are done by then and need not renew it at every step.
_FRESH = timedelta(seconds=2)
# Then it is the turn of others: a few who write very much must not keep all workers.
_ROUNDS = 5
_IDLE_SECONDS = 0.25
_TROUBLE_SECONDS = 1.0
_NONE: Mapping[str, Outbound] = {}
log = structlog.get_logger()


class Lanes:
    """The workers of one process."""

    def __init__(
        self,
        database: Database,
        conversation: ConversationService,
        connectors: Mapping[str, Connector],
        workers: int,
        first_retry_seconds: float,
        senders: Mapping[str, Outbound] = _NONE,
    ) -> None:
        """``senders`` are channels that only send."""
        everywhere: dict[str, Outbound] = {**connectors, **senders}
        self.pressure = Backpressure()
        self._database = database
        self._handler = EventHandler(database, conversation, connectors)
        self._outbox = Outbox(database, everywhere, first_retry_seconds)
        self._waiting = DelayedReplies(database, conversation, connectors, self._outbox)
        self._first_retry = first_retry_seconds
        self._connectors = everywhere
        self._senders = senders
        self._free = dict.fromkeys(everywhere, workers)
        self._woken = asyncio.Event()
        self._stopping = False
        self._set_back = SetBack(lambda: utc_now())
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There is new work."""
        self._woken.set()

    def stop(self) -> None:
        """Take up nothing new; `run` returns when the tries that have begun are over."""
        self._stopping = True
        self.wake()

    async def close(self) -> None:
        """Close the connections of the channels that only send."""
        for sender in self._senders.values():
            await sender.close()

    async def run(self) -> None:
        """Lease lanes and work on them until stopped or cancelled."""
        waiting = asyncio.create_task(self._waiting.run(LEASE))
        try:
            freed = self._database.engine.dialect.name != "sqlite"
            while not self._stopping:
                freed = freed or await self._free_leases()
                if freed and (lane := await self._claim()):
                    self._free[lane.channel] -= 1
                    task = asyncio.create_task(self._work(lane))
                    self._tasks.add(task)
                    task.add_done_callback(partial(self._finished, lane.channel))
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await self._finish()

    async def _finish(self) -> None:
        if self._stopping and self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _finished(self, channel: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._free[channel] += 1
        self.wake()

    async def _free_leases(self) -> bool:
        """Forget the leases of the process that ran before; False while the database takes nothing."""
        try:
            async with self._database.transaction() as session:
                await repository.free_leases(session)
        except (SQLAlchemyError, OSError) as error:
            await self._trouble(error)
            return False
        return True

    async def _trouble(self, error: Exception) -> None:
        log.warning("lanes_without_database", kind=type(error).__name__)
        await asyncio.sleep(random.uniform(_TROUBLE_SECONDS / 2, _TROUBLE_SECONDS))

    async def _claim(self) -> LaneRow | None:
        """A lane that is due, of a channel with a free worker; None after a while without one."""
        free = {name: _life(self._connectors[name]) for name, count in self._free.items() if count > 0}
        try:
            async with self._database.transaction() as session:
                if self._set_back.happened():
                    log.warning("clock_set_back")
                    await repository.clock_set_back(session, utc_now(), LEASE)
                # A name for each lease: one that ran out is not kept by the process that has a newer one.
                lane = await repository.claim(session, uuid.uuid4().hex, utc_now(), LEASE, free)
        except (SQLAlchemyError, OSError) as error:
            await self._trouble(error)
            return None
        if lane is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_IDLE_SECONDS):
                    await self._woken.wait()
            self._woken.clear()
        return lane

    async def _work(self, lane: LaneRow) -> None:
        """Handle the lane's events, send its replies, give it back."""
        holds = self._holding(lane)

        async def step(do: Callable[[LaneRow], Awaitable[bool]]) -> bool:
            """One event or one delivery, none without the lease."""
            return not self._stopping and await holds() and await do(lane)

        try:
            handled = True
            for _ in range(_ROUNDS):
                # By turns: who has written a lot gets the first answer before the last question is read.
                handled = handled and await step(self._handle_next)
                delivered = await step(self._outbox.deliver_next)
                if not handled and not delivered:
                    break
            async with self._database.transaction() as session:
                await repository.release(session, lane.id, str(lane.leased_by), utc_now())
        except (SQLAlchemyError, OSError) as error:
            # The lease runs out and the lane is taken up again.
            log.warning("lane_without_database", lane=lane.id, kind=type(error).__name__)

    def _holding(self, lane: LaneRow) -> Callable[[], Awaitable[bool]]:
        """Tells whether the lane, leased just now, is still ours; a lease that is not fresh is renewed."""
        renewed = utc_now()

        async def holds() -> bool:
            nonlocal renewed
            now = utc_now()
            if timedelta() <= now - renewed < _FRESH:  # neither a clock set back nor a machine that slept
                return True
            async with self._database.transaction() as session:
                kept = await repository.renew(session, lane.id, str(lane.leased_by), now + LEASE)
            renewed = now
            return kept

        return holds

    async def _handle_next(self, lane: LaneRow) -> bool:
        """Handle the lane's oldest event; False when there is none or it has to wait."""
        await self.pressure.eased()
        async with self._database.transaction() as session:
            row = await repository.next_event(session, lane.id)
            if row is None or row.next_at > utc_now():
                return False
            row.attempts += 1
            taken_back = await repository.is_taken_back(session, row)
            work = Work(
                lane,
                row.id,
                row.event_id,
                row.payload,
                row.occurred_at,
                row.received_at,
                row.attempts,
                taken_back,
                row.told_to_wait,
            )
        try:
            await self._handler.handle(work)
        except Exception as error:
            if isinstance(error, SQLAlchemyError | OSError) and not refuses(error):
                raise  # the database is away, which is not the event's fault
            # Whatever an event does to us, its lane goes on and the others do not notice.
            await self._failed(work, type(error).__name__)
        return True

    async def _failed(self, work: Work, reason: str) -> None:
        log.error("event_failed", inbox=work.event_id, attempts=work.attempts, kind=reason)
        if work.attempts >= MOST_ATTEMPTS:
            await self._handler.give_up(work, reason)
            return
        async with self._database.transaction() as session:
            row = await session.get_one(InboxRow, work.event_id)
            row.next_at, row.reason = utc_now() + backoff(work.attempts, self._first_retry), reason


def _life(connector: Outbound) -> timedelta | None:
    """How long a free reply can be sent; None where there is none."""
    free = connector.free_reply if isinstance(connector, ChatConnector) else None
    return free.life if free else None
