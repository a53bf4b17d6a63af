"""Figures of the handover for the reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover.models import HandoverRow


@dataclass(frozen=True, slots=True)
class HandoverTimes:
    """When a person was asked for, came and went; None for what did not happen."""

    requested_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None

    @property
    def waited(self) -> float | None:
        """Minutes until a person came."""
        return _minutes(self.requested_at, self.taken_at)

    @property
    def lasted(self) -> float | None:
        """Minutes that the talk took."""
        return _minutes(self.taken_at, self.ended_at)


def _minutes(since: datetime | None, until: datetime | None) -> float | None:
    return (until - since).total_seconds() / 60 if since and until else None


async def requested(session: AsyncSession, since: datetime, until: datetime) -> Sequence[HandoverTimes]:
    """The requests for a person from ``since`` until before ``until``."""
    query = select(HandoverRow.requested_at, HandoverRow.taken_at, HandoverRow.ended_at)
    found = await session.execute(
        query.where(HandoverRow.requested_at >= since, HandoverRow.requested_at < until)
    )
    return [HandoverTimes(*row) for row in found]
