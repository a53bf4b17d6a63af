"""Sending what is queued: one try at a time, its intention stored first, its outcome stored after."""

import asyncio
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import Purpose
from connectors import repository
from connectors.contract import Delivery, Outbound, SendResult, SendStatus
from connectors.models import DeliveryState, LaneRow, OutboxRow
from connectors.repository import channels
from core.clock import utc_now
from core.database import Database

MOST_ATTEMPTS = 8
# One try at a platform, whatever it does: less than a lane is leased for.
TRY_SECONDS = 12.0
_LONGEST = 300.0
# So long a platform may tell us to wait.
_LONGEST_TOLD = 86_400.0
_SETTLED = {
    SendStatus.ACCEPTED: DeliveryState.ACCEPTED,
    SendStatus.FAILED: DeliveryState.FAILED,
    SendStatus.UNKNOWN: DeliveryState.UNKNOWN,
}
_DELIVERIES = Counter("labordesk_deliveries_total", "Requests to platforms", ["channel", "outcome"])
log = structlog.get_logger()


def backoff(attempts: int, first: float) -> timedelta:
    """Exponential with full jitter (AWS Architecture Blog 2015), at most five minutes."""
    most = min(_LONGEST, first * 2.0 ** (attempts - 1))
    return timedelta(seconds=random.uniform(most / 2, most))


class Outbox:
    """Delivers the requests of a lane in order."""

    def __init__(
        self, database: Database, connectors: Mapping[str, Outbound], first_retry_seconds: float
    ) -> None:
        self._database = database
        self._connectors = connectors
        self._first_retry = first_retry_seconds

    async def deliver_next(self, lane: LaneRow) -> bool:
        """Try the lane's oldest open request; False when there is none or it has to wait."""
        connector = self._connectors[lane.channel]
        now = utc_now()
        async with self._database.transaction() as session:
            row = await repository.next_delivery(session, lane.id)
            if row is None or row.next_at > now:
                return False
            if (until := await channels.waits_until(session, lane.channel, now)) is not None:
                row.next_at = until
                return False
            heard = (await session.get_one(LaneRow, lane.id)).heard_at
            if row.state == DeliveryState.SENDING:  # the process ended in the middle of a try
                if not connector.resume(_delivery(row, lane.user_id, heard)):
                    await self._settle(
                        session, row, SendResult(SendStatus.UNKNOWN, "interrupted by a restart"), now
                    )
                    return True
                row.uncertain = True
            row.method = connector.plan(_delivery(row, lane.user_id, heard), now)
            row.state = DeliveryState.SENDING
            row.attempts += 1
            delivery = _delivery(row, lane.user_id, heard)
        try:
            async with asyncio.timeout(TRY_SECONDS):
                result = await connector.send(delivery, now)
        except TimeoutError:
            again = connector.resume(delivery)
            result = SendResult(
                SendStatus.RETRY if again else SendStatus.UNKNOWN, "no answer in time", uncertain=again
            )
        except Exception as error:
            # A request that a connector stumbles over must not hold up the lane for ever.
            result = SendResult(SendStatus.UNKNOWN, type(error).__name__)
        async with self._database.transaction() as session:
            await self._settle(session, await session.get_one(OutboxRow, delivery.id), result, utc_now())
            if result.blocked:
                (await session.get_one(LaneRow, lane.id)).stopped_at = utc_now()
        return True

    async def _settle(self, session: AsyncSession, row: OutboxRow, result: SendResult, now: datetime) -> None:
        if result.pauses:
            await self._pause(session, row, result, now)
            return
        if result.outcome is SendStatus.ACCEPTED and await channels.resume(session, row.channel, now):
            log.info("channel_resumed", channel=row.channel)
        outcome = result.outcome
        if outcome is SendStatus.RETRY and row.attempts >= MOST_ATTEMPTS:
            outcome = SendStatus.UNKNOWN if result.uncertain else SendStatus.FAILED
        _DELIVERIES.labels(row.channel, outcome).inc()
        row.reason = result.reason
        if outcome is SendStatus.RETRY:
            wait = (
                backoff(row.attempts, self._first_retry)
                if result.retry_after is None
                else timedelta(seconds=min(_LONGEST_TOLD, result.retry_after))
            )
            row.state, row.next_at = DeliveryState.QUEUED, now + wait
            row.uncertain = row.uncertain or result.uncertain
            row.method = result.method or row.method
            return
        row.state, row.settled_at = _SETTLED[outcome], now
        if outcome is SendStatus.ACCEPTED:
            row.payload, row.reply_token = {}, None
            return
        if result.blocked:  # nothing that anybody could mend
            row.state, row.payload = DeliveryState.BLOCKED, {}
        else:
            log.warning("delivery_" + outcome, channel=row.channel, outbox=row.id, reason=row.reason)
        rest = DeliveryState.BLOCKED if result.blocked else DeliveryState.FAILED
        await repository.hold_back(session, row, rest, now)

    async def _pause(self, session: AsyncSession, row: OutboxRow, result: SendResult, now: datetime) -> None:
        """Nobody's answer fails for a token of ours: this one is the first to be tried again."""
        row.state, row.attempts, row.reason = DeliveryState.QUEUED, row.attempts - 1, result.reason
        row.next_at = now + channels.PROBE
        if await channels.pause(session, row.channel, result.reason, now):
            log.error("channel_paused", channel=row.channel, reason=result.reason)


def _delivery(row: OutboxRow, user_id: str, heard: datetime | None) -> Delivery:
    return Delivery(
        row.id,
        user_id,
        row.payload,
        row.key,
        row.reply_token,
        row.token_at,
        row.method,
        row.uncertain,
        heard,
        Purpose(row.purpose),
        row.attempts,
    )
