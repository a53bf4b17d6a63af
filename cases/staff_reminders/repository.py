"""Queries on the tasks of staff. Every function takes the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.enums import TaskKind, TaskState
from cases.staff_reminders.models import StaffTaskRow
from core.database import insert_into


async def add_task(
    session: AsyncSession,
    key: str,
    kind: TaskKind,
    text: str,
    now: datetime,
    *,
    case_id: str | None = None,
    unit: str = "",
    subject: str = "",
    due_on: date | None = None,
) -> bool:
    """Add a task; False when there is one of this ``key`` already."""
    statement = (
        insert_into(session, StaffTaskRow)
        .values(
            key=key,
            kind=kind,
            case_id=case_id,
            unit=unit,
            subject=subject,
            text=text,
            due_on=due_on,
            state=TaskState.OPEN,
            created_at=now,
            done_by="",
        )
        .on_conflict_do_nothing()
        .returning(StaffTaskRow.id)
    )
    return await session.scalar(statement) is not None


async def open_tasks(session: AsyncSession, units: Sequence[str], limit: int) -> list[StaffTaskRow]:
    """What is to be done, the nearest due date first; ``units`` empty = all."""
    query = select(StaffTaskRow).where(StaffTaskRow.state == TaskState.OPEN)
    if units:
        query = query.where(StaffTaskRow.unit.in_(units))
    query = query.order_by(StaffTaskRow.due_on.is_(None), StaffTaskRow.due_on, StaffTaskRow.id).limit(limit)
    return list(await session.scalars(query))


async def of_case(session: AsyncSession, case_id: str) -> list[StaffTaskRow]:
    """The tasks of a case, open ones first."""
    query = select(StaffTaskRow).where(StaffTaskRow.case_id == case_id)
    return list(await session.scalars(query.order_by(StaffTaskRow.state.desc(), StaffTaskRow.id)))


async def finish(session: AsyncSession, task_id: int, who: str, now: datetime) -> str | None:
    """Mark a task as done; its key, None when it was done already or does not exist."""
    statement = (
        update(StaffTaskRow)
        .where(StaffTaskRow.id == task_id, StaffTaskRow.state == TaskState.OPEN)
        .values(state=TaskState.DONE, done_at=now, done_by=who)
        .returning(StaffTaskRow.key)
    )
    key: str | None = await session.scalar(statement)
    return key


async def finish_key(session: AsyncSession, key: str, who: str, now: datetime) -> None:
    """Mark the task of this key as done, if it is open."""
    open_one = (StaffTaskRow.key == key, StaffTaskRow.state == TaskState.OPEN)
    done = {"state": TaskState.DONE, "done_at": now, "done_by": who}
    await session.execute(update(StaffTaskRow).where(*open_one).values(done))


async def finish_reminders(session: AsyncSession, current: Collection[str], who: str, now: datetime) -> None:
    """Mark the reminders as done that are not ``current``: answered, extended, or a newer one stands."""
    query = select(StaffTaskRow).where(
        StaffTaskRow.kind == TaskKind.DUE, StaffTaskRow.state == TaskState.OPEN
    )
    for row in await session.scalars(query):
        if row.key not in current:
            row.state, row.done_at, row.done_by = TaskState.DONE, now, who
