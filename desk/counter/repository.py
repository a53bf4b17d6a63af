"""Queries of counter use and referrals."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.counter.models import ReferralRow, UseRow, VisitRow

OTHER_TOPIC = "其他"
OPENED = "opened"


async def last_visit(session: AsyncSession, server: str, shift_id: int | None) -> VisitRow | None:
    """Whom somebody serves, or served last, in this shift; locked until the transaction ends."""
    query = (
        select(VisitRow)
        .where(
            VisitRow.server == server,
            VisitRow.shift_id == shift_id if shift_id is not None else VisitRow.shift_id.is_(None),
            VisitRow.undone_at.is_(None),
        )
        .order_by(VisitRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    row: VisitRow | None = await session.scalar(query)
    return row


async def was_used(session: AsyncSession, visit_id: int, entry_id: str, kind: str) -> bool:
    """Whether this was done for the same person already."""
    same = (UseRow.visit_id == visit_id, UseRow.entry_id == entry_id, UseRow.kind == kind)
    return await session.scalar(select(UseRow.id).where(*same).limit(1)) is not None


async def latest_entries(
    session: AsyncSession, shift_id: int | None, since: datetime, limit: int
) -> Sequence[str]:
    """Ids of the entries that a shift opened, the latest first, each once."""
    query = (
        select(UseRow.entry_id)
        .where(UseRow.shift_id == shift_id, UseRow.kind == OPENED, UseRow.at >= since)
        .group_by(UseRow.entry_id)
        .order_by(func.max(UseRow.at).desc())
        .limit(limit)
    )
    return list(await session.scalars(query))


async def most_used(session: AsyncSession, since: date, limit: int) -> Sequence[tuple[str, int]]:
    """The entries that were opened most since ``since``, with how often."""
    times = func.count()
    query = (
        select(UseRow.entry_id, times)
        .where(UseRow.day >= since, UseRow.kind == OPENED)
        .group_by(UseRow.entry_id)
        .order_by(times.desc(), UseRow.entry_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def opened_since(session: AsyncSession, entry_id: str, since: date) -> int:
    """How often one entry was opened at the counter since ``since``."""
    query = select(func.count()).where(
        UseRow.entry_id == entry_id, UseRow.kind == OPENED, UseRow.day >= since
    )
    return await session.scalar(query.select_from(UseRow)) or 0


async def totals(session: AsyncSession, shift_id: int) -> Sequence[tuple[str, str, bool, int]]:
    """Topic, kind, whether it was added by hand, how many people: of one shift."""
    query = (
        select(VisitRow.topic, VisitRow.kind, VisitRow.by_hand, func.sum(VisitRow.people))
        .where(VisitRow.shift_id == shift_id, VisitRow.undone_at.is_(None))
        .group_by(VisitRow.topic, VisitRow.kind, VisitRow.by_hand)
        .order_by(VisitRow.topic)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in await session.execute(query)]


async def totals_between(session: AsyncSession, first: date, last: date) -> Sequence[tuple[str, str, int]]:
    """Topic, kind, how many people: from ``first`` to ``last``, both included."""
    query = (
        select(VisitRow.topic, VisitRow.kind, func.sum(VisitRow.people))
        .where(VisitRow.day >= first, VisitRow.day <= last, VisitRow.undone_at.is_(None))
        .group_by(VisitRow.topic, VisitRow.kind)
    )
    return [(row[0] or OTHER_TOPIC, row[1], int(row[2])) for row in await session.execute(query)]


async def referral(session: AsyncSession, code: str) -> ReferralRow | None:
    """The referral of a code."""
    row: ReferralRow | None = await session.scalar(select(ReferralRow).where(ReferralRow.code == code))
    return row


async def waiting_referrals(
    session: AsyncSession, since: datetime, window: str, limit: int
) -> Sequence[ReferralRow]:
    """Referrals that nobody has taken over, to ``window`` or to all, the oldest first."""
    query = select(ReferralRow).where(ReferralRow.made_at >= since, ReferralRow.received_at.is_(None))
    if window:
        query = query.where(ReferralRow.to_window == window)
    return (await session.scalars(query.order_by(ReferralRow.made_at).limit(limit))).all()


async def referral_windows(session: AsyncSession, since: datetime) -> Sequence[str]:
    """The windows that referrals went to."""
    query = select(ReferralRow.to_window).where(ReferralRow.made_at >= since).distinct()
    return (await session.scalars(query.order_by(ReferralRow.to_window))).all()


async def referrals_about(
    session: AsyncSession, words: str, since: datetime, limit: int
) -> Sequence[ReferralRow]:
    """Referrals that speak of ``words``, the newest first."""
    about = or_(
        *(column.icontains(words, autoescape=True) for column in (ReferralRow.topic, ReferralRow.told))
    )
    query = select(ReferralRow).where(about, ReferralRow.made_at >= since)
    return (await session.scalars(query.order_by(ReferralRow.id.desc()).limit(limit))).all()


async def forget_referrals(session: AsyncSession, before: datetime) -> None:
    """Delete what is too old to be of use to a window."""
    await session.execute(delete(ReferralRow).where(ReferralRow.made_at < before))
