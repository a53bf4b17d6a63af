"""Queries on the tables of the cases."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import (
    AttachmentRow,
    AuditRow,
    CaseRow,
    EventRow,
    ExtensionRow,
    GuessRow,
    NoticeRow,
    SequenceRow,
)
from cases.schemas import Filters, State
from core.database import insert_into

_OPEN = [state.value for state in State if state.is_open]


async def lock_day(session: AsyncSession, day: date) -> None:
    """Let the filings of ``day`` pass one by one until the transaction ends."""
    insert = insert_into(session, SequenceRow).values(day=day, last=0)
    await session.execute(
        insert.on_conflict_do_update(index_elements=["day"], set_={"last": SequenceRow.last})
    )


async def next_sequence(session: AsyncSession, day: date) -> int:
    """The next sequence number of a day that was locked, from 1."""
    row = await session.get_one(SequenceRow, day, populate_existing=True)
    row.last += 1
    await session.flush()
    return row.last


async def repeated(session: AsyncSession, key: str, fingerprint: str, since: datetime) -> CaseRow | None:
    """The case filed with ``key``, or with the same content after ``since``."""
    by_key = await session.scalar(select(CaseRow).where(CaseRow.key == key))
    if by_key is not None:
        return by_key
    query = select(CaseRow).where(CaseRow.fingerprint == fingerprint, CaseRow.filed_at >= since)
    return (await session.scalars(query.order_by(CaseRow.filed_at.desc()).limit(1))).first()


async def by_id(session: AsyncSession, case_id: str, lock: bool = False) -> CaseRow | None:
    """A case; locked until the transaction ends (PostgreSQL) if asked."""
    return await session.get(CaseRow, case_id, with_for_update=lock or None, populate_existing=lock)


async def by_number(session: AsyncSession, number: str, lock: bool = False) -> CaseRow | None:
    """The case with a public number."""
    query = select(CaseRow).where(CaseRow.number == number)
    return (await session.scalars(query.with_for_update() if lock else query)).first()


async def of_conversation(session: AsyncSession, conversation_id: str) -> Sequence[CaseRow]:
    """The cases that came out of a conversation, oldest first."""
    query = select(CaseRow).where(CaseRow.conversation_id == conversation_id).order_by(CaseRow.filed_at)
    return (await session.scalars(query.with_for_update())).all()


async def events_of(session: AsyncSession, case_id: str) -> Sequence[EventRow]:
    """The events of a case, oldest first."""
    return (
        await session.scalars(select(EventRow).where(EventRow.case_id == case_id).order_by(EventRow.id))
    ).all()


async def notices_of(session: AsyncSession, case_id: str) -> Sequence[NoticeRow]:
    """The notices of a case, oldest first."""
    return (
        await session.scalars(select(NoticeRow).where(NoticeRow.case_id == case_id).order_by(NoticeRow.id))
    ).all()


async def attachments_of(session: AsyncSession, case_id: str) -> Sequence[AttachmentRow]:
    """The attachments of a case, in the order they came."""
    query = select(AttachmentRow).where(AttachmentRow.case_id == case_id)
    return (await session.scalars(query.order_by(AttachmentRow.added_at, AttachmentRow.id))).all()


async def remove_attachments(session: AsyncSession, case_id: str) -> None:
    """Forget the attachments of a case; their files are swept away."""
    await session.execute(delete(AttachmentRow).where(AttachmentRow.case_id == case_id))


async def extensions_of(session: AsyncSession, case_id: str) -> Sequence[ExtensionRow]:
    """The extensions that were asked for, oldest first."""
    query = select(ExtensionRow).where(ExtensionRow.case_id == case_id).order_by(ExtensionRow.id)
    return (await session.scalars(query)).all()


async def extensions_in(session: AsyncSession, state: str) -> Sequence[tuple[ExtensionRow, CaseRow]]:
    """The extensions in ``state`` with their cases, the nearest due date first."""
    query = (
        select(ExtensionRow, CaseRow)
        .join(CaseRow, CaseRow.id == ExtensionRow.case_id)
        .where(ExtensionRow.state == state)
        .order_by(CaseRow.due_on, ExtensionRow.id)
    )
    return [(extension, case) for extension, case in await session.execute(query)]


async def forget_extensions(session: AsyncSession, case_id: str) -> None:
    """Erase the extensions that were asked for; the event of one that was granted stays."""
    await session.execute(delete(ExtensionRow).where(ExtensionRow.case_id == case_id))


async def attachment_ids(session: AsyncSession) -> frozenset[str]:
    """The ids of all attachments."""
    return frozenset(await session.scalars(select(AttachmentRow.id)))


def _filtered(filters: Filters) -> Select[CaseRow]:
    query = select(CaseRow)
    if filters.states:
        query = query.where(CaseRow.state.in_([state.value for state in filters.states]))
    if filters.unit:
        query = query.where(CaseRow.unit == filters.unit)
    if filters.person:
        query = query.where(CaseRow.person == filters.person)
    if filters.route:
        query = query.where(CaseRow.route == filters.route.value)
    if filters.number:
        query = query.where(CaseRow.number == filters.number)
    if filters.due_by:
        query = query.where(CaseRow.due_on <= filters.due_by)
    return query


async def listed(session: AsyncSession, filters: Filters) -> Sequence[CaseRow]:
    """Cases that fit, the nearest due date first."""
    query = _filtered(filters).order_by(CaseRow.due_on, CaseRow.number)
    rows = await session.scalars(query.limit(filters.limit).offset(filters.offset))
    return rows.all()


async def counted(session: AsyncSession, filters: Filters) -> int:
    """How many cases fit."""
    query = select(func.count()).select_from(_filtered(filters).subquery())
    return await session.scalar(query) or 0


async def due_by(session: AsyncSession, day: date) -> Sequence[CaseRow]:
    """Open cases, not paused, due on ``day`` or before."""
    query = select(CaseRow).where(CaseRow.state.in_(_OPEN), CaseRow.paused.is_(False), CaseRow.due_on <= day)
    return (await session.scalars(query.order_by(CaseRow.due_on, CaseRow.number))).all()


async def opened(session: AsyncSession) -> Sequence[CaseRow]:
    """All open cases, the nearest due date first."""
    query = select(CaseRow).where(CaseRow.state.in_(_OPEN)).order_by(CaseRow.due_on, CaseRow.number)
    return (await session.scalars(query)).all()


async def open_ids(session: AsyncSession) -> Sequence[str]:
    """The ids of all open cases."""
    return (await session.scalars(select(CaseRow.id).where(CaseRow.state.in_(_OPEN)))).all()


async def settled_before(session: AsyncSession, route: str, moment: datetime) -> Sequence[CaseRow]:
    """Cases of ``route`` that were settled before ``moment`` and still hold a person."""
    query = select(CaseRow).where(
        CaseRow.route == route, CaseRow.settled_at < moment, CaseRow.erased_at.is_(None)
    )
    return (await session.scalars(query.with_for_update())).all()


async def guesses(session: AsyncSession, number: str, address: str, since: datetime) -> tuple[int, int]:
    """Wrong guesses since then: for the number, from the address."""
    count = select(func.count()).select_from(GuessRow).where(GuessRow.at >= since)
    for_number = await session.scalar(count.where(GuessRow.number == number))
    from_address = await session.scalar(count.where(GuessRow.address == address)) if address else 0
    return for_number or 0, from_address or 0


async def forget_guesses(session: AsyncSession, before: datetime) -> None:
    """Delete guesses that no limit counts any more."""
    await session.execute(delete(GuessRow).where(GuessRow.at < before))


async def audit_of(session: AsyncSession, case_id: str) -> Sequence[AuditRow]:
    """The audit of a case, oldest first."""
    return (
        await session.scalars(select(AuditRow).where(AuditRow.case_id == case_id).order_by(AuditRow.id))
    ).all()
