"""Queries of the first hour."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import insert_into
from desk.first.models import StepRow

_NEW: Mapping[str, Any] = {"aside_by": "", "aside_at": None, "tested_at": None, "test_passed": False}


async def steps(session: AsyncSession) -> dict[str, StepRow]:
    """What was noted, by the key of the item."""
    return {row.key: row for row in await session.scalars(select(StepRow))}


async def put(session: AsyncSession, key: str, **changes: Any) -> None:
    """Note ``changes`` of an item."""
    fresh = insert_into(session, StepRow).values(key=key, **{**_NEW, **changes})
    await session.execute(fresh.on_conflict_do_update(index_elements=["key"], set_=changes))
