"""What turns came to in a period, for the reports. Every function takes the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.usage.models import TurnUseRow
from bot.usage.results import TurnResult


@dataclass(frozen=True, slots=True)
class ResultCount:
    """How many turns of one channel came to one result, and how many conversations began with one."""

    channel: str
    result: TurnResult
    turns: int
    begun: int


@dataclass(frozen=True, slots=True)
class Usage:
    """The turns of a period in three views; ``answered`` counts by entry id where an entry was told."""

    days: Mapping[date, int]
    shares: Sequence[ResultCount]
    answered: Mapping[str, int]

    @property
    def turns(self) -> int:
        """All of them."""
        return sum(self.days.values())


async def used(session: AsyncSession, first: date, last: date) -> Usage:
    """The turns from ``first`` to ``last``, both included."""
    within = (TurnUseRow.day >= first, TurnUseRow.day <= last)
    days = select(TurnUseRow.day, func.count()).where(*within).group_by(TurnUseRow.day)
    by = (TurnUseRow.channel, TurnUseRow.result)
    begun = func.sum(TurnUseRow.begins.cast(Integer))
    shares = select(*by, func.count(), begun).where(*within).group_by(*by)
    told = (*within, TurnUseRow.result == TurnResult.ANSWERED, TurnUseRow.faq_id != "")
    answered = select(TurnUseRow.faq_id, func.count()).where(*told).group_by(TurnUseRow.faq_id)
    return Usage(
        {row[0]: row[1] for row in await session.execute(days)},
        [
            ResultCount(row[0], TurnResult(row[1]), row[2], int(row[3]))
            for row in await session.execute(shares)
        ],
        {row[0]: row[1] for row in await session.execute(answered)},
    )


async def answer_seconds(session: AsyncSession, channel: str, first: date, last: date) -> Sequence[float]:
    """How long the bot's answers took on a channel; what waits for a person is left out."""
    query = select(TurnUseRow.seconds).where(
        TurnUseRow.day >= first,
        TurnUseRow.day <= last,
        TurnUseRow.channel == channel,
        TurnUseRow.result != TurnResult.PERSON,
    )
    return [seconds for seconds in await session.scalars(query) if seconds is not None]


async def told(session: AsyncSession, entry_id: str, first: date) -> Mapping[TurnResult, int]:
    """How often the chat told of one entry since ``first``, by what came of the turn."""
    query = select(TurnUseRow.result, func.count()).where(
        TurnUseRow.faq_id == entry_id, TurnUseRow.day >= first
    )
    rows = await session.execute(query.group_by(TurnUseRow.result))
    return {TurnResult(result): count for result, count in rows}
