"""Entries that are offered, to be pressed or chosen by number (pure)."""

from dataclasses import replace

from bot.blocks import Choices, Option
from bot.compound_messages import title
from bot.turn import Situation, Turn

MAX_CHOICES = 4
NONE_OF_THESE = "以上皆非"


def offer(at: Situation, text: str, ids: tuple[str, ...]) -> Turn:
    """Offer entries as numbered choices, with a way out."""
    views = [view for view in map(at.view, ids[:MAX_CHOICES]) if view]
    options = tuple(Option(title(view), view.question) for view in views)
    options += (at.option(NONE_OF_THESE),)
    return Turn((Choices(text, options),), replace(at.state, choices=options))
