"""How long it is known who wrote to us and whom something was sent: users of platforms, addresses of mails.

A user's lane goes once nothing of theirs is left; whoever writes again, or is written to, gets a new one.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from connectors.models import DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from connectors.repository import OPEN_DELIVERIES
from connectors.webhooks.models import WebhookMessageRow
from core.database import Database
from core.deletion import delete_in_parts

_Reference = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


async def forget_deliveries(database: Database, kept: timedelta, now: datetime) -> int:
    """Delete what came in or was sent before ``now - kept``, and lanes without any of it; returns how many.

    What is still to be done stays, and so does what other tables show.
    """
    before = now - kept
    unsent = (*OPEN_DELIVERIES, DeliveryState.HELD)
    sent = (OutboxRow.created_at < before, OutboxRow.state.not_in(unsent))
    handled = (InboxRow.received_at < before, InboxRow.state != EventState.PENDING)
    idle = (
        or_(LaneRow.heard_at.is_(None), LaneRow.heard_at < before),
        LaneRow.due_at.is_(None),
        LaneRow.leased_until.is_(None),
    )
    unused = ~_refers(OutboxRow.lane_id, LaneRow.id), ~_refers(InboxRow.lane_id, LaneRow.id)
    told = _refers(WebhookMessageRow.outbox_id, OutboxRow.id)
    return (
        await delete_in_parts(database, OutboxRow.id, *sent, ~told)
        + await delete_in_parts(database, InboxRow.id, *handled, ~_refers(OutboxRow.event_id, InboxRow.id))
        + await delete_in_parts(database, LaneRow.id, *idle, *unused)
    )


def _refers(column: _Reference, to: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return exists().where(column == to)
