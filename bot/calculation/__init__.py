"""A calculator as a conversation; what the other modules of the dialogue need of it."""

from bot.calculation.moves import again, begin, calculate, proceed, recalculated, unreadable
from bot.calculation.offers import (
    OFFER_REMINDER,
    REMIND,
    TO_CALENDAR,
    by_title,
    offer,
    offer_last_day,
    offered_for_last_day,
    options,
)
from bot.calculation.reading import ENDS, CalculationReading, puts_right, reading
from bot.calculation.results import last_day, result_text

__all__ = [
    "ENDS",
    "OFFER_REMINDER",
    "REMIND",
    "TO_CALENDAR",
    "CalculationReading",
    "again",
    "begin",
    "by_title",
    "calculate",
    "last_day",
    "offer",
    "offer_last_day",
    "offered_for_last_day",
    "options",
    "proceed",
    "puts_right",
    "reading",
    "recalculated",
    "result_text",
    "unreadable",
]
