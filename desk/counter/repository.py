"""Queries of counter use and referrals."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.counter.models import ReferralRow, UseRow


async def was_just_used(db: AsyncSession, shift_id: int | None, entry_id: str, since: datetime) -> bool:
    """Whether the same shift opened the same entry a moment ago."""
    query = select(UseRow.id).where(
        UseRow.shift_id == shift_id, UseRow.entry_id == entry_id, UseRow.at >= since
    )
    return await db.scalar(query.limit(1)) is not None


async def latest_entries(
    db: AsyncSession, shift_id: int | None, since: datetime, limit: int
) -> Sequence[str]:
    """Ids of the entries that a shift opened, the latest first, each once."""
    query = (
        select(UseRow.entry_id)
        .where(UseRow.shift_id == shift_id, UseRow.entry_id != "", UseRow.at >= since)
        .group_by(UseRow.entry_id)
        .order_by(func.max(UseRow.at).desc())
        .limit(limit)
    )
    return list(await db.scalars(query))


async def most_used(db: AsyncSession, since: date, limit: int) -> Sequence[tuple[str, int]]:
    """The entries that were opened most since ``since``, with how often."""
    times = func.count()
    query = (
        select(UseRow.entry_id, times)
        .where(UseRow.day >= since, UseRow.entry_id != "")
        .group_by(UseRow.entry_id)
        .order_by(times.desc(), UseRow.entry_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await db.execute(query)]


async def totals(db: AsyncSession, shift_id: int) -> Sequence[tuple[str, str, bool, int]]:
    """Topic, kind, whether it was added by hand, how many: of one shift."""
    query = (
        select(UseRow.topic, UseRow.kind, UseRow.is_manual, func.sum(UseRow.count))
        .where(UseRow.shift_id == shift_id)
        .group_by(UseRow.topic, UseRow.kind, UseRow.is_manual)
        .order_by(UseRow.topic)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in await db.execute(query)]


async def totals_between(db: AsyncSession, first: date, last: date) -> Sequence[tuple[str, str, int]]:
    """Topic, kind, how many: from ``first`` to ``last``, both included."""
    query = (
        select(UseRow.topic, UseRow.kind, func.sum(UseRow.count))
        .where(UseRow.day >= first, UseRow.day <= last)
        .group_by(UseRow.topic, UseRow.kind)
    )
    return [(row[0], row[1], int(row[2])) for row in await db.execute(query)]


async def referral(db: AsyncSession, code: str) -> ReferralRow | None:
    """The referral of a code."""
    row: ReferralRow | None = await db.scalar(select(ReferralRow).where(ReferralRow.code == code))
    return row


async def forget_referrals(db: AsyncSession, before: datetime) -> None:
    """Delete what is too old to be of use to a window."""
    await db.execute(delete(ReferralRow).where(ReferralRow.made_at < before))
