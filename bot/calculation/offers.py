"""Which calculations are offered, and below what."""

from bot.blocks import Block, Choices, Option
from bot.responses import load_responses
from bot.turn import Situation
from knowledge.calculators import CALCULATORS
from knowledge.calculators.base import Calculator
from knowledge.calculators.deadlines import DEADLINE
from knowledge.deadlines import of_entry
from knowledge.presentation import EntryView

REMIND, TO_CALENDAR = "提醒我", "加到行事曆"
OFFER_REMINDER = "要記下這個最後一天嗎？"


def by_title(title: str) -> Calculator | None:
    """The calculator whose title was pressed or typed."""
    return next((found for found in CALCULATORS.values() if found.title == title), None)


def options(at: Situation, view: EntryView) -> tuple[Option, ...]:
    """The calculators that an entry offers, as choices."""
    return tuple(at.option(found.title) for found in view.calculators)


def offer(at: Situation, view: EntryView) -> tuple[Block, ...]:
    """The question whether to calculate, below an answer that has something to calculate."""
    offered = options(at, view)
    return (Choices(at.say("utter_calculator_offer"), offered),) if offered else ()


def offer_last_day(at: Situation, view: EntryView) -> tuple[Block, ...]:
    """The question whether to work out the last day, below an answer that holds a deadline."""
    if not of_entry(view.id):
        return ()
    return (Choices(at.say("utter_calculator_offer"), (at.option(DEADLINE.title),)),)


def offered_for_last_day(text: str) -> str | None:
    """Which of the offers below a last day ``text`` takes: its words in any language."""
    names = load_responses().names_choice
    return next((offer for offer in (REMIND, TO_CALENDAR) if names(text, offer, offer)), None)
