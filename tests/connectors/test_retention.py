"""After its time nobody knows who wrote and whom something was sent; what is still to be done stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import Purpose
from connectors import repository
from connectors.models import DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from connectors.retention import forget_deliveries
from connectors.webhooks.models import WebhookMessageRow, WebhookRow
from core.clock import utc_now
from core.database import Base, Database
from tests.stored import everything_stored

KEPT = timedelta(days=365)
NOW = utc_now()
LONG_AGO, LATELY = NOW - timedelta(days=366), NOW - timedelta(days=364)
USER, ADDRESS = "U0123456789", "canary@example.tw"


async def _lane(session: AsyncSession, channel: str, user: str, heard_at: datetime | None) -> LaneRow:
    row = await session.get_one(LaneRow, await repository.lane_of(session, channel, user, NOW))
    row.heard_at, row.due_at = heard_at, None
    return row


async def _answered(
    database: Database, user: str, at: datetime, state: DeliveryState = DeliveryState.ACCEPTED
) -> None:
    """``user`` wrote at that time, and what we answered is in ``state``."""
    async with database.transaction() as session:
        lane = await _lane(session, "line", user, at)
        event = InboxRow(
            channel="line",
            event_id=f"e-{user}",
            lane_id=lane.id,
            payload={},
            occurred_at=at,
            received_at=at,
            next_at=at,
            state=EventState.DONE,
        )
        session.add(event)
        await session.flush()
        (sent,) = repository.enqueue(session, lane, [{"to": user}], at, event_id=event.id)
        sent.state, sent.settled_at = state, at


async def _mailed(database: Database, address: str, at: datetime) -> None:
    async with database.transaction() as session:
        lane = await _lane(session, "email", address, None)
        (sent,) = repository.enqueue(session, lane, [{}], at, purpose=Purpose.CASE)
        sent.state, sent.settled_at = DeliveryState.ACCEPTED, at


async def _rows(database: Database, table: type[Base]) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_users_and_addresses_are_nowhere_after_their_time(database: Database) -> None:
    await _answered(database, USER, LONG_AGO)
    await _mailed(database, ADDRESS, LONG_AGO)
    assert await forget_deliveries(database, KEPT, NOW) == 5
    stored = [text for _, _, text in await everything_stored(database)]
    assert not [text for text in stored if USER in text or ADDRESS in text]


async def test_what_is_not_old_stays(database: Database) -> None:
    await _answered(database, USER, LATELY)
    await _mailed(database, ADDRESS, LATELY)
    assert await forget_deliveries(database, KEPT, NOW) == 0


async def test_who_wrote_lately_stays_though_what_they_wrote_before_goes(database: Database) -> None:
    await _answered(database, USER, LONG_AGO)
    async with database.transaction() as session:
        await session.execute(update(LaneRow).values(heard_at=LATELY))
    assert await forget_deliveries(database, KEPT, NOW) == 2
    assert await _rows(database, LaneRow) == 1


@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.HELD])
async def test_what_has_not_left_stays_with_whom_it_is_for(database: Database, state: DeliveryState) -> None:
    await _answered(database, USER, LONG_AGO, state)
    assert await forget_deliveries(database, KEPT, NOW) == 0


async def test_an_event_that_was_not_handled_stays(database: Database) -> None:
    await _answered(database, USER, LONG_AGO)
    async with database.transaction() as session:
        await session.execute(update(InboxRow).values(state=EventState.PENDING))
    assert await forget_deliveries(database, KEPT, NOW) == 1
    assert await _rows(database, InboxRow) == await _rows(database, LaneRow) == 1


async def test_the_delivery_that_the_log_of_a_webhook_shows_stays(database: Database) -> None:
    await _mailed(database, ADDRESS, LONG_AGO)
    async with database.transaction() as session:
        hook = WebhookRow(
            name="1999", address="", secret="", kinds=[], added_by="", added_at=LONG_AGO, on_at=LONG_AGO
        )
        session.add(hook)
        await session.flush()
        shown = await session.scalar(select(OutboxRow.id))
        session.add(
            WebhookMessageRow(
                webhook_id=hook.id, message_id="m", kind="ping", body="", outbox_id=shown, at=LONG_AGO
            )
        )
    assert await forget_deliveries(database, KEPT, NOW) == 0


async def test_more_than_one_transaction_deletes(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all(LaneRow(channel="email", user_id=f"{number}@example.tw") for number in range(1001))
    assert await forget_deliveries(database, KEPT, NOW) == 1001
