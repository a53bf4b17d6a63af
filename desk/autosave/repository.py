"""Queries of what was typed and not sent yet."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.autosave.models import FormDraftRow


async def draft(session: AsyncSession, person: str, form: str) -> FormDraftRow | None:
    """The text of ``person`` in ``form``, locked until the transaction ends."""
    mine = (FormDraftRow.person == person, FormDraftRow.form == form)
    row: FormDraftRow | None = await session.scalar(select(FormDraftRow).where(*mine).with_for_update())
    return row


async def begin(session: AsyncSession, values: dict[str, object]) -> bool:
    """Keep a first text; False when another tab was faster."""
    done = await session.execute(insert_into(session, FormDraftRow).values(**values).on_conflict_do_nothing())
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def of_person(session: AsyncSession, person: str) -> Sequence[FormDraftRow]:
    """Everything that ``person`` has not sent yet, the newest first."""
    query = select(FormDraftRow).where(FormDraftRow.person == person).order_by(FormDraftRow.updated_at.desc())
    return list(await session.scalars(query))


async def forget(session: AsyncSession, person: str, forms: Collection[str]) -> None:
    """Delete the texts of ``person`` in ``forms``."""
    await session.execute(
        delete(FormDraftRow).where(FormDraftRow.person == person, FormDraftRow.form.in_(forms))
    )


async def forget_before(session: AsyncSession, then: datetime) -> None:
    """Delete what nobody has touched since ``then``."""
    await session.execute(delete(FormDraftRow).where(FormDraftRow.updated_at < then))
