"""Queries on topics, followers and announcements. Every function takes the caller's transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import DeliveryStatus
from cases.subscriptions.models import AnnouncementRow, CopyRow, SubscriptionRow, SubscriptionState, TopicRow
from core.database import insert_into


async def topics(session: AsyncSession, only_active: bool = True) -> list[TopicRow]:
    """The topics, by name."""
    query = select(TopicRow).order_by(TopicRow.name)
    return list(await session.scalars(query.where(TopicRow.active) if only_active else query))


async def add_topics(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add topics whose id and name are new."""
    if rows:
        await session.execute(insert_into(session, TopicRow).on_conflict_do_nothing(), list(rows))


async def subscription(session: AsyncSession, topic_id: str, person: str) -> SubscriptionRow | None:
    """A person's subscription to a topic, also an ended one; locked (PostgreSQL)."""
    query = select(SubscriptionRow).where(
        SubscriptionRow.topic_id == topic_id, SubscriptionRow.person == person
    )
    row: SubscriptionRow | None = await session.scalar(query.with_for_update())
    return row


async def ask(
    session: AsyncSession,
    topic_id: str,
    person: str,
    now: datetime,
    *,
    conversation_id: str | None = None,
    email: str | None = None,
) -> SubscriptionRow:
    """The subscription of a person to a topic, made when it is new."""
    values = {
        "topic_id": topic_id,
        "person": person,
        "conversation_id": conversation_id,
        "email": email,
        "state": SubscriptionState.ASKED,
        "asked_at": now,
    }
    await session.execute(insert_into(session, SubscriptionRow).values(values).on_conflict_do_nothing())
    row = await subscription(session, topic_id, person)
    assert row is not None
    return row


async def followed(session: AsyncSession, person: str) -> list[tuple[SubscriptionRow, TopicRow]]:
    """What a person follows, by name of topic."""
    query = (
        select(SubscriptionRow, TopicRow)
        .join(TopicRow, TopicRow.id == SubscriptionRow.topic_id)
        .where(SubscriptionRow.person == person, SubscriptionRow.state == SubscriptionState.ACTIVE)
        .order_by(TopicRow.name)
    )
    return [(row, topic) for row, topic in await session.execute(query)]


async def forget(session: AsyncSession, person: str) -> None:
    """Erase a person from the followers; what was sent is still counted."""
    for row in await session.scalars(select(SubscriptionRow).where(SubscriptionRow.person == person)):
        row.person, row.conversation_id, row.email = f"erased:{row.id}", None, None
        row.state = SubscriptionState.ENDED


async def followers(session: AsyncSession, topic_id: str) -> list[SubscriptionRow]:
    """Who follows a topic now."""
    query = select(SubscriptionRow).where(
        SubscriptionRow.topic_id == topic_id, SubscriptionRow.state == SubscriptionState.ACTIVE
    )
    return list(await session.scalars(query))


async def announced(session: AsyncSession, topic_id: str, text: str, since: datetime) -> int | None:
    """The number of the same announcement made since."""
    query = select(AnnouncementRow.id).where(
        AnnouncementRow.topic_id == topic_id,
        AnnouncementRow.text == text,
        AnnouncementRow.created_at >= since,
    )
    return await session.scalar(query.limit(1))


async def fan_out(session: AsyncSession, announcement: AnnouncementRow) -> int:
    """Make a copy for each follower; returns how many there are."""
    query = select(SubscriptionRow.id).where(
        SubscriptionRow.topic_id == announcement.topic_id, SubscriptionRow.state == SubscriptionState.ACTIVE
    )
    ids = list(await session.scalars(query))
    session.add_all(
        CopyRow(
            announcement_id=announcement.id,
            subscription_id=number,
            due_at=announcement.due_at,
            state=DeliveryStatus.WAITING,
            reason="",
            outbox_ids=[],
        )
        for number in ids
    )
    return len(ids)


async def withdraw(session: AsyncSession, announcement: AnnouncementRow) -> bool:
    """Erase an announcement with its copies; False when one of them has left, and the caller rolls back."""
    of_it = CopyRow.announcement_id == announcement.id
    await session.execute(delete(CopyRow).where(of_it, CopyRow.state == DeliveryStatus.WAITING))
    if await session.scalar(select(CopyRow.id).where(of_it).limit(1)):
        return False
    await session.delete(announcement)
    return True


async def next_copy(session: AsyncSession, now: datetime) -> CopyRow | None:
    """A copy that is due, locked so that no other process takes it; the UPDATE takes SQLite's write lock."""
    chosen = (
        select(CopyRow.id)
        .where(CopyRow.state == DeliveryStatus.WAITING, CopyRow.due_at <= now)
        .order_by(CopyRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = update(CopyRow).where(CopyRow.id == chosen).values(reason="").returning(CopyRow)
    row: CopyRow | None = await session.scalar(statement.execution_options(synchronize_session=False))
    return row


async def handed(session: AsyncSession, limit: int) -> list[CopyRow]:
    """Copies whose fate is still open, the oldest first; others' are passed over."""
    query = select(CopyRow).where(CopyRow.state == DeliveryStatus.HANDED).order_by(CopyRow.id).limit(limit)
    return list(await session.scalars(query.with_for_update(skip_locked=True)))


async def report(session: AsyncSession, announcement_id: int) -> Counter[tuple[str, str]]:
    """How many copies are in which state for which reason."""
    query = (
        select(CopyRow.state, CopyRow.reason, func.count())
        .where(CopyRow.announcement_id == announcement_id)
        .group_by(CopyRow.state, CopyRow.reason)
    )
    return Counter({(state, reason): count for state, reason, count in await session.execute(query)})


async def announcements(session: AsyncSession, limit: int) -> list[AnnouncementRow]:
    """The latest announcements, the newest first."""
    query = select(AnnouncementRow).order_by(AnnouncementRow.id.desc()).limit(limit)
    return list(await session.scalars(query))
