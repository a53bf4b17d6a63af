"""Queries on bulletins, digests and who has read them. Every function takes the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.auth.models import AccountRow
from desk.digest.models import BulletinReadRow, BulletinRow, DigestRow, ReceiptRow


async def current(session: AsyncSession, day: date) -> Sequence[BulletinRow]:
    """The bulletins that hold on ``day``, the urgent and the newest first."""
    holds = (BulletinRow.valid_from <= day, BulletinRow.valid_to >= day, BulletinRow.withdrawn_at.is_(None))
    order = (BulletinRow.is_urgent.desc(), BulletinRow.id.desc())
    return list(await session.scalars(select(BulletinRow).where(*holds).order_by(*order)))


async def bulletin(session: AsyncSession, bulletin_id: int) -> BulletinRow | None:
    """A bulletin, locked until the transaction ends (PostgreSQL)."""
    found: BulletinRow | None = await session.get(BulletinRow, bulletin_id, with_for_update=True)
    return found


async def coming(session: AsyncSession, day: date, limit: int) -> Sequence[BulletinRow]:
    """The bulletins that hold after ``day``, the next first."""
    later = (BulletinRow.valid_from > day, BulletinRow.withdrawn_at.is_(None))
    query = select(BulletinRow).where(*later).order_by(BulletinRow.valid_from, BulletinRow.id)
    return list(await session.scalars(query.limit(limit)))


async def untold(session: AsyncSession, day: date, is_urgent: bool | None = None) -> Sequence[BulletinRow]:
    """The bulletins of ``day`` that no digest has told of, locked; ``is_urgent`` None = all of them."""
    query = select(BulletinRow).where(
        BulletinRow.digest_id.is_(None),
        BulletinRow.valid_from <= day,
        BulletinRow.valid_to >= day,
        BulletinRow.withdrawn_at.is_(None),
    )
    if is_urgent is not None:
        query = query.where(BulletinRow.is_urgent == is_urgent)
    return list(await session.scalars(query.order_by(BulletinRow.id).with_for_update()))


async def readings(session: AsyncSession, bulletin_ids: Iterable[int]) -> Sequence[BulletinReadRow]:
    """Who has read these bulletins, in order."""
    query = select(BulletinReadRow).where(BulletinReadRow.bulletin_id.in_(list(bulletin_ids)))
    return list(await session.scalars(query.order_by(BulletinReadRow.at)))


async def add_reading(session: AsyncSession, bulletin_id: int, reader: str, name: str, now: datetime) -> None:
    """Somebody has read a bulletin; the first time counts."""
    values = {"bulletin_id": bulletin_id, "reader": reader, "name": name, "at": now}
    await session.execute(insert_into(session, BulletinReadRow).values(values).on_conflict_do_nothing())


async def is_made(session: AsyncSession, key: str) -> bool:
    """Whether there is a digest of this key."""
    return await session.scalar(select(DigestRow.id).where(DigestRow.key == key)) is not None


async def last_daily(session: AsyncSession) -> datetime | None:
    """Up to when the last daily digest told of changes."""
    query = select(DigestRow.until).where(DigestRow.is_daily).order_by(DigestRow.until.desc()).limit(1)
    found: datetime | None = await session.scalar(query)
    return found


async def add_digest(
    session: AsyncSession, key: str, subject: str, content: str, until: datetime, is_daily: bool
) -> int | None:
    """A new digest; None when another process has made the one of this ``key``."""
    values = {"key": key, "subject": subject, "content": content, "until": until, "is_daily": is_daily}
    statement = (
        insert_into(session, DigestRow).values(values).on_conflict_do_nothing().returning(DigestRow.id)
    )
    made: int | None = await session.scalar(statement)
    return made


async def receipt(session: AsyncSession, receipt_id: int) -> ReceiptRow | None:
    """A receipt, locked until the transaction ends (PostgreSQL)."""
    found: ReceiptRow | None = await session.get(ReceiptRow, receipt_id, with_for_update=True)
    return found


async def digest(session: AsyncSession, digest_id: int) -> DigestRow:
    """A digest that is known to exist."""
    return await session.get_one(DigestRow, digest_id)


async def bulletins_of(session: AsyncSession, digest_id: int) -> Sequence[int]:
    """Ids of the bulletins that a digest told of."""
    return list(await session.scalars(select(BulletinRow.id).where(BulletinRow.digest_id == digest_id)))


async def acknowledge(session: AsyncSession, digest_id: int, account_id: int, now: datetime) -> None:
    """Somebody has acknowledged a digest; the first time counts."""
    theirs = (ReceiptRow.digest_id == digest_id, ReceiptRow.account_id == account_id)
    first = (*theirs, ReceiptRow.acknowledged_at.is_(None))
    await session.execute(update(ReceiptRow).where(*first).values(acknowledged_at=now))


async def open_for(
    session: AsyncSession, account_id: int, limit: int
) -> Sequence[tuple[ReceiptRow, DigestRow]]:
    """The digests that somebody has not acknowledged, the newest first."""
    query = (
        select(ReceiptRow, DigestRow)
        .join(DigestRow, DigestRow.id == ReceiptRow.digest_id)
        .where(ReceiptRow.account_id == account_id, ReceiptRow.acknowledged_at.is_(None))
        .order_by(ReceiptRow.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def waiting(
    session: AsyncSession, before: datetime, limit: int
) -> Sequence[tuple[ReceiptRow, DigestRow, AccountRow]]:
    """Receipts from before a moment that nobody has acknowledged, of active accounts, the oldest first."""
    query = (
        select(ReceiptRow, DigestRow, AccountRow)
        .join(DigestRow, DigestRow.id == ReceiptRow.digest_id)
        .join(AccountRow, AccountRow.id == ReceiptRow.account_id)
        .where(ReceiptRow.acknowledged_at.is_(None), ReceiptRow.sent_at <= before, AccountRow.active)
        .order_by(ReceiptRow.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def claim_reminders(
    session: AsyncSession, before: datetime, limit: int
) -> Sequence[tuple[ReceiptRow, DigestRow, AccountRow]]:
    """As `waiting`, of which nobody was reminded yet; locked, those that another process holds left out."""
    query = (
        select(ReceiptRow, DigestRow, AccountRow)
        .join(DigestRow, DigestRow.id == ReceiptRow.digest_id)
        .join(AccountRow, AccountRow.id == ReceiptRow.account_id)
        .where(
            ReceiptRow.acknowledged_at.is_(None),
            ReceiptRow.reminded_at.is_(None),
            ReceiptRow.sent_at <= before,
            AccountRow.active,
        )
        .order_by(ReceiptRow.id)
        .limit(limit)
        .with_for_update(of=ReceiptRow, skip_locked=True)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]
