"""What other systems are told of a conversation with a person: the channel and when, never who."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover.models import HandoverRow
from core.system_events import SystemEvent, happened


def tell(session: AsyncSession, kind: SystemEvent, row: HandoverRow, channel: str, now: datetime) -> None:
    """Note ``kind`` of a request that has its id.

    The request's number stands for the conversation, whose id names a user of a platform.
    """
    data = {
        "number": row.id,
        "channel": channel,
        "state": row.state,
        "outcome": row.outcome,
        "requested_at": row.requested_at.isoformat(),
    }
    happened(session, kind, f"handover-{row.id}", data, now)
