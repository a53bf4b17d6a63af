"""Queries on the webhooks out and their messages. Every function takes the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.models import OutboxRow
from connectors.repository.dead_letters import DEAD_DELIVERIES
from connectors.webhooks.models import WebhookMessageRow, WebhookRow


async def webhook(session: AsyncSession, webhook_id: int, lock: bool = False) -> WebhookRow | None:
    """An address that is told."""
    return await session.get(WebhookRow, webhook_id, with_for_update=lock or None, populate_existing=lock)


async def webhooks(session: AsyncSession) -> Sequence[WebhookRow]:
    """All of them, in order."""
    return (await session.scalars(select(WebhookRow).order_by(WebhookRow.id))).all()


async def message(session: AsyncSession, message_id: int) -> tuple[WebhookMessageRow, OutboxRow] | None:
    """A message with its latest delivery."""
    query = select(WebhookMessageRow, OutboxRow).join(OutboxRow, OutboxRow.id == WebhookMessageRow.outbox_id)
    row = (await session.execute(query.where(WebhookMessageRow.id == message_id))).first()
    return (row[0], row[1]) if row else None


async def latest(
    session: AsyncSession, webhook_id: int, limit: int
) -> Sequence[tuple[WebhookMessageRow, OutboxRow]]:
    """The newest messages to an address, each with its latest delivery."""
    query = (
        select(WebhookMessageRow, OutboxRow)
        .join(OutboxRow, OutboxRow.id == WebhookMessageRow.outbox_id)
        .where(WebhookMessageRow.webhook_id == webhook_id)
        .order_by(WebhookMessageRow.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def given_up(session: AsyncSession) -> Sequence[tuple[WebhookRow, str]]:
    """The addresses still on whose message was given up since they were turned on, each with why."""
    query = (
        select(WebhookRow, func.max(OutboxRow.reason))
        .join(WebhookMessageRow, WebhookMessageRow.webhook_id == WebhookRow.id)
        .join(OutboxRow, OutboxRow.id == WebhookMessageRow.outbox_id)
        .where(WebhookRow.off_at.is_(None), OutboxRow.state.in_(DEAD_DELIVERIES))
        .where(OutboxRow.settled_at > WebhookRow.on_at)
        .group_by(WebhookRow.id)
    )
    return [(row[0], str(row[1])) for row in await session.execute(query)]


async def stopped(session: AsyncSession) -> int:
    """How many addresses were turned off because they did not answer."""
    query = select(func.count()).select_from(WebhookRow)
    return await session.scalar(query.where(WebhookRow.off_at.is_not(None), WebhookRow.off_reason != "")) or 0


async def forget(session: AsyncSession, webhook_id: int) -> None:
    """Delete an address and its messages."""
    await session.execute(delete(WebhookMessageRow).where(WebhookMessageRow.webhook_id == webhook_id))
    await session.execute(delete(WebhookRow).where(WebhookRow.id == webhook_id))


async def forget_messages(session: AsyncSession, before: datetime) -> None:
    """Delete the messages that are older."""
    await session.execute(delete(WebhookMessageRow).where(WebhookMessageRow.at < before))
