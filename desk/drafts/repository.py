"""Queries of what was typed and not sent yet."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.drafts.models import DraftRow


async def draft(session: AsyncSession, person: str, form: str) -> DraftRow | None:
    """The text of ``person`` in ``form``, locked until the transaction ends."""
    mine = (DraftRow.person == person, DraftRow.form == form)
    row: DraftRow | None = await session.scalar(select(DraftRow).where(*mine).with_for_update())
    return row


async def begin(session: AsyncSession, values: dict[str, object]) -> bool:
    """Keep a first text; False when another tab was faster."""
    done = await session.execute(insert_into(session, DraftRow).values(**values).on_conflict_do_nothing())
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def of_person(session: AsyncSession, person: str) -> Sequence[DraftRow]:
    """Everything that ``person`` has not sent yet, the newest first."""
    query = select(DraftRow).where(DraftRow.person == person).order_by(DraftRow.updated_at.desc())
    return list(await session.scalars(query))


async def forget(session: AsyncSession, person: str, forms: Collection[str]) -> None:
    """Delete the texts of ``person`` in ``forms``."""
    await session.execute(delete(DraftRow).where(DraftRow.person == person, DraftRow.form.in_(forms)))


async def forget_before(session: AsyncSession, then: datetime) -> None:
    """Delete what nobody has touched since ``then``."""
    await session.execute(delete(DraftRow).where(DraftRow.updated_at < then))
