"""Counts what turns come to, in the caller's transaction."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.usage.models import TurnUseRow
from bot.usage.results import TurnResult


def note(
    session: AsyncSession,
    day: date,
    channel: str,
    result: TurnResult,
    faq_id: str | None,
    begins: bool,
    seconds: float | None = None,
) -> None:
    """Count a turn in the transaction that records it, ``seconds`` after its message came."""
    session.add(
        TurnUseRow(
            day=day, channel=channel, result=result, faq_id=faq_id or "", begins=begins, seconds=seconds
        )
    )
