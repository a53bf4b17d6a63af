"""Queries on reminders of last days. Every function takes the caller's transaction."""

from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.citizen_reminders.models import DeadlineReminderRow


async def count(session: AsyncSession, conversation_id: str) -> int:
    """How many reminders of a conversation wait."""
    query = select(func.count()).where(DeadlineReminderRow.conversation_id == conversation_id)
    return int(await session.scalar(query) or 0)


async def next_due(session: AsyncSession, now: datetime) -> DeadlineReminderRow | None:
    """A reminder that is due, locked so that no other process takes it (PostgreSQL)."""
    query = select(DeadlineReminderRow).where(DeadlineReminderRow.due_at <= now)
    query = query.order_by(DeadlineReminderRow.due_at, DeadlineReminderRow.id).limit(1)
    row: DeadlineReminderRow | None = await session.scalar(query.with_for_update(skip_locked=True))
    return row


async def take(session: AsyncSession, number: int) -> bool:
    """Remove a reminder that is about to be sent; False when another process has taken it."""
    return await _removed(session, DeadlineReminderRow.id == number) == 1


async def forget(session: AsyncSession, conversation_id: str) -> int:
    """Remove all reminders of a conversation; returns how many there were."""
    return await _removed(session, DeadlineReminderRow.conversation_id == conversation_id)


async def _removed(session: AsyncSession, which: ColumnElement[bool]) -> int:
    done = await session.execute(delete(DeadlineReminderRow).where(which))
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
