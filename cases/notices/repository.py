"""Queries on notices and the ways they take. Every function takes the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.enums import NoticeState
from cases.messaging import DeliveryStatus
from cases.models import CaseRow, NoticeRow
from cases.notices.models import NoticeStepRow
from cases.notices.reachability import PlannedWay


async def next_notice(session: AsyncSession, now: datetime) -> NoticeRow | None:
    """A notice that is due, locked so that no other process takes it; the UPDATE takes SQLite's write lock.

    What a case still has to tell goes out in the order in which it happened.
    """
    chosen = (
        select(NoticeRow.id)
        .where(
            NoticeRow.state == NoticeState.PENDING, or_(NoticeRow.due_at.is_(None), NoticeRow.due_at <= now)
        )
        .order_by(NoticeRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(NoticeRow)
        .where(NoticeRow.id == chosen)
        .values(state=NoticeState.PENDING)
        .returning(NoticeRow)
        .execution_options(synchronize_session=False)
    )
    row: NoticeRow | None = await session.scalar(statement)
    return row


async def steps(session: AsyncSession, notice_id: int) -> list[NoticeStepRow]:
    """The ways of a notice, in order."""
    query = select(NoticeStepRow).where(NoticeStepRow.notice_id == notice_id)
    return list(await session.scalars(query.order_by(NoticeStepRow.position)))


async def letters_of(session: AsyncSession, case_id: str) -> set[int]:
    """What `Ways` knows the messages of all notices of a case by."""
    query = select(NoticeStepRow.outbox_ids).join(NoticeRow, NoticeRow.id == NoticeStepRow.notice_id)
    found = await session.scalars(query.where(NoticeRow.case_id == case_id))
    return {number for ids in found for number in ids}


async def postpone(session: AsyncSession, notice_id: int, until: datetime) -> None:
    """Let a notice wait."""
    await session.execute(update(NoticeRow).where(NoticeRow.id == notice_id).values(due_at=until))


def add_steps(session: AsyncSession, notice_id: int, planned: Sequence[PlannedWay]) -> None:
    """Write down the plan of a notice; ways that are not open are kept for their reason."""
    session.add_all(
        NoticeStepRow(
            notice_id=notice_id,
            position=position,
            way=step.way,
            state=DeliveryStatus.WAITING if step.open else DeliveryStatus.SKIPPED,
            reason=step.reason,
            outbox_ids=[],
        )
        for position, step in enumerate(planned)
    )


async def handed(session: AsyncSession, limit: int) -> list[NoticeStepRow]:
    """Ways that a channel has and whose fate is open, the oldest first; others' are passed over."""
    query = (
        select(NoticeStepRow).where(NoticeStepRow.state == DeliveryStatus.HANDED).order_by(NoticeStepRow.id)
    )
    return list(await session.scalars(query.limit(limit).with_for_update(skip_locked=True)))


async def arrived(session: AsyncSession, messages: Collection[int]) -> list[NoticeStepRow]:
    """Ways that are thought to have arrived by one of ``messages``."""
    if not messages:
        return []
    known = await session.scalars(select(NoticeStepRow).where(NoticeStepRow.state == DeliveryStatus.ARRIVED))
    return [row for row in known if not set(messages).isdisjoint(row.outbox_ids)]


async def listed(session: AsyncSession, states: Sequence[str], limit: int) -> list[tuple[NoticeRow, CaseRow]]:
    """Notices in ``states`` with their cases, the newest first."""
    query = (
        select(NoticeRow, CaseRow)
        .join(CaseRow, CaseRow.id == NoticeRow.case_id)
        .where(NoticeRow.state.in_(states))
        .order_by(NoticeRow.id.desc())
        .limit(limit)
    )
    return [(notice, case) for notice, case in await session.execute(query)]
