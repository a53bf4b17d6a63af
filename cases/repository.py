"""Queries on the tables of the cases."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Select, Text, cast, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from cases.models import (
    AttachmentRow,
    CaseAuditRow,
    CaseRow,
    EventRow,
    GuessRow,
    NoticeRow,
    ProposalRow,
    SearchTermRow,
    SequenceRow,
)
from cases.schemas import Action, CaseState, Filters
from cases.tags.repository import subjects_with
from cases.tags.service import Taggable
from core.database import insert_into

_OPEN = [state.value for state in CaseState if state.is_open]


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


async def put_terms(session: AsyncSession, case_id: str, terms: Iterable[str]) -> None:
    """Let a case be found by ``terms``, and by nothing else."""
    await forget_terms(session, case_id)
    session.add_all(SearchTermRow(case_id=case_id, term=term) for term in sorted(terms))
    await session.flush()


async def forget_terms(session: AsyncSession, case_id: str) -> None:
    """Let nobody find a case by its person or company any more."""
    await session.execute(delete(SearchTermRow).where(SearchTermRow.case_id == case_id))


async def found_by_any(session: AsyncSession, terms: Iterable[str], limit: int) -> Sequence[CaseRow]:
    """The cases with one of ``terms``, the newest first."""
    having = select(SearchTermRow.case_id).where(SearchTermRow.term.in_(list(terms)))
    query = select(CaseRow).where(CaseRow.id.in_(having)).order_by(CaseRow.filed_at.desc())
    return (await session.scalars(query.limit(limit))).all()


async def found_by_all(session: AsyncSession, terms: Iterable[str], limit: int) -> Sequence[CaseRow]:
    """The cases with all of ``terms``, the newest first; none without terms."""
    wanted = list(terms)
    having = (
        select(SearchTermRow.case_id)
        .where(SearchTermRow.term.in_(wanted))
        .group_by(SearchTermRow.case_id)
        .having(func.count() == max(1, len(wanted)))
    )
    query = select(CaseRow).where(CaseRow.id.in_(having)).order_by(CaseRow.filed_at.desc())
    return (await session.scalars(query.limit(limit))).all()


async def with_person(session: AsyncSession, after: str, limit: int) -> Sequence[CaseRow]:
    """Cases whose person was not erased, in the order of their ids, from the one after ``after`` on."""
    query = select(CaseRow).where(CaseRow.id > after, CaseRow.statement.is_not(None))
    return (await session.scalars(query.order_by(CaseRow.id).limit(limit))).all()


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


async def attachments_with_parts(session: AsyncSession, case_id: str) -> Sequence[AttachmentRow]:
    """The attachments of a case and of those that are part of it, in the order they came."""
    parts = select(CaseRow.id).where(CaseRow.merged_into == case_id)
    query = select(AttachmentRow).where((AttachmentRow.case_id == case_id) | AttachmentRow.case_id.in_(parts))
    return (await session.scalars(query.order_by(AttachmentRow.added_at, AttachmentRow.id))).all()


async def parts_of(session: AsyncSession, case_id: str) -> Sequence[CaseRow]:
    """The cases that are part of one, oldest first."""
    query = select(CaseRow).where(CaseRow.merged_into == case_id).order_by(CaseRow.filed_at, CaseRow.number)
    return (await session.scalars(query)).all()


async def remove_attachments(session: AsyncSession, case_id: str) -> None:
    """Forget the attachments of a case; their files are swept away."""
    await session.execute(delete(AttachmentRow).where(AttachmentRow.case_id == case_id))


async def proposals_of(session: AsyncSession, case_id: str) -> Sequence[ProposalRow]:
    """What was proposed, oldest first."""
    query = select(ProposalRow).where(ProposalRow.case_id == case_id).order_by(ProposalRow.id)
    return (await session.scalars(query)).all()


async def proposals_in(session: AsyncSession, state: str) -> Sequence[tuple[ProposalRow, CaseRow]]:
    """The proposals in ``state`` with their cases, the nearest due date first."""
    query = (
        select(ProposalRow, CaseRow)
        .join(CaseRow, CaseRow.id == ProposalRow.case_id)
        .where(ProposalRow.state == state)
        .order_by(CaseRow.due_on, ProposalRow.id)
    )
    return [(proposal, case) for proposal, case in await session.execute(query)]


async def forget_proposals(session: AsyncSession, case_id: str) -> None:
    """Erase what was proposed; the event of what was approved stays."""
    await session.execute(delete(ProposalRow).where(ProposalRow.case_id == case_id))


async def last_notice(session: AsyncSession, case_id: str, lock: bool = False) -> NoticeRow | None:
    """The latest notice of a case, locked if it is to be changed."""
    query = select(NoticeRow).where(NoticeRow.case_id == case_id).order_by(NoticeRow.id.desc()).limit(1)
    row: NoticeRow | None = await session.scalar(query.with_for_update() if lock else query)
    return row


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
    if filters.tag:
        query = query.where(CaseRow.id.in_(subjects_with(filters.tag, Taggable.CASE)))
    if filters.due_by:
        query = query.where(CaseRow.due_on <= filters.due_by)
    if filters.member:
        stands_in = cast(CaseRow.deputies, Text).contains(f'"{filters.member}"', autoescape=True)
        query = query.where(or_(CaseRow.person == filters.member, stands_in))
    if filters.unassigned:
        query = query.where(CaseRow.unit == "")
    return query


async def listed(session: AsyncSession, filters: Filters) -> Sequence[CaseRow]:
    """Cases that fit, the nearest due date first or last; nobody reads a sealed statement in a list."""
    query = _filtered(filters).options(defer(CaseRow.statement, raiseload=True))
    if filters.newest_first:
        query = query.order_by(CaseRow.due_on.desc(), CaseRow.number.desc())
    else:
        query = query.order_by(CaseRow.due_on, CaseRow.number)
    rows = await session.scalars(query.limit(filters.limit).offset(filters.offset))
    return rows.all()


async def counted(session: AsyncSession, filters: Filters) -> int:
    """How many cases fit."""
    query = select(func.count()).select_from(_filtered(filters).with_only_columns(CaseRow.id).subquery())
    return await session.scalar(query) or 0


async def supplemented(session: AsyncSession, person: str) -> Sequence[CaseRow]:
    """The open cases of ``person`` whose citizen has supplemented them, and nothing came after that."""
    last = (
        select(EventRow.action)
        .where(EventRow.case_id == CaseRow.id)
        .order_by(EventRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = (CaseRow.state.in_(_OPEN), CaseRow.person == person, last == Action.SUPPLEMENT.value)
    return (await session.scalars(select(CaseRow).where(*mine).order_by(CaseRow.due_on))).all()


async def news_since(session: AsyncSession, since: datetime) -> Sequence[tuple[str, datetime, str]]:
    """Of each open case that was assigned or supplemented last: who has it, when that was, who did it."""
    later = aliased(EventRow)
    after = select(later.id).where(later.case_id == EventRow.case_id, later.id > EventRow.id)
    query = (
        select(CaseRow.person, EventRow.at, EventRow.actor)
        .join(EventRow, EventRow.case_id == CaseRow.id)
        .where(EventRow.at > since, EventRow.action.in_([Action.ASSIGN, Action.SUPPLEMENT]))
        .where(CaseRow.state.in_(_OPEN), CaseRow.person != "", ~after.exists())
    )
    return [(person, at, str(actor.get("id", ""))) for person, at, actor in await session.execute(query)]


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
    """Cases of ``route`` that were settled before ``moment`` and still hold a person.

    A part goes with its whole.
    """
    query = select(CaseRow).where(
        CaseRow.route == route,
        CaseRow.settled_at < moment,
        CaseRow.erased_at.is_(None),
        CaseRow.merged_into.is_(None),
    )
    return (await session.scalars(query.with_for_update())).all()


async def guesses(session: AsyncSession, number: str, address: str, since: datetime) -> int:
    """Wrong guesses since then at the number from the address."""
    same = (GuessRow.at >= since, GuessRow.number == number, GuessRow.address == address)
    return await session.scalar(select(func.count()).select_from(GuessRow).where(*same)) or 0


async def forget_guesses(session: AsyncSession, before: datetime) -> None:
    """Delete guesses that no limit counts any more."""
    await session.execute(delete(GuessRow).where(GuessRow.at < before))


async def audit_of(session: AsyncSession, case_id: str) -> Sequence[CaseAuditRow]:
    """The audit of a case, oldest first."""
    return (
        await session.scalars(
            select(CaseAuditRow).where(CaseAuditRow.case_id == case_id).order_by(CaseAuditRow.id)
        )
    ).all()
