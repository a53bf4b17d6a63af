"""A notice that no message could carry: a person tells the citizen, or lets it be tried once more."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.enums import NoticeState
from cases.messaging import DeliveryStatus
from cases.models import NoticeRow
from cases.notices import repository
from cases.notices.reachability import Way
from core.database import Database

_NOT_TAKEN = (DeliveryStatus.WAITING, DeliveryStatus.FAILED, DeliveryStatus.SKIPPED)


def task_key(notice_id: int) -> str:
    """The key of the task to tell a notice by telephone or letter."""
    return f"notice:{notice_id}"


async def retry(database: Database, notice_id: int, now: datetime) -> bool:
    """Let a notice that was left to a person be planned once more; False when it was not.

    Ways by which it may have reached the citizen stay taken.
    """
    async with database.transaction() as session:
        notice = await session.get(NoticeRow, notice_id, with_for_update=True)
        if notice is None or notice.state != NoticeState.STAFF:
            return False
        for step in await repository.steps(session, notice_id):
            if step.state in _NOT_TAKEN:
                await session.delete(step)
        notice.state, notice.due_at = NoticeState.PENDING, now
    return True


async def told_by_staff(session: AsyncSession, notice_id: int, now: datetime) -> None:
    """A person has telephoned or written: the notice is told."""
    notice = await session.get(NoticeRow, notice_id, with_for_update=True)
    if notice is None or notice.state != NoticeState.STAFF:
        return
    notice.state = NoticeState.TOLD
    for step in await repository.steps(session, notice_id):
        if step.way == Way.STAFF:
            step.state, step.settled_at = DeliveryStatus.ARRIVED, now
