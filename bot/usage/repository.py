"""Queries on what turns came to. Every function takes the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.usage.models import TurnUseRow
from bot.usage.results import Result


@dataclass(frozen=True, slots=True)
class Usage:
    """How many turns of one kind there were on a local day, and how many conversations began with one."""

    day: date
    channel: str
    result: Result
    faq_id: str
    turns: int
    begun: int


def note(
    session: AsyncSession, day: date, channel: str, result: Result, faq_id: str | None, begins: bool
) -> None:
    """Count a turn in the transaction that records it."""
    session.add(TurnUseRow(day=day, channel=channel, result=result, faq_id=faq_id or "", begins=begins))


async def used(session: AsyncSession, first: date, last: date) -> Sequence[Usage]:
    """The turns from ``first`` to ``last``, both included."""
    by = (TurnUseRow.day, TurnUseRow.channel, TurnUseRow.result, TurnUseRow.faq_id)
    counts = (func.count(), func.sum(TurnUseRow.begins.cast(Integer)))
    query = select(*by, *counts).where(TurnUseRow.day >= first, TurnUseRow.day <= last).group_by(*by)
    return [
        Usage(day, channel, Result(result), faq_id, turns, int(begun))
        for day, channel, result, faq_id, turns, begun in await session.execute(query)
    ]
