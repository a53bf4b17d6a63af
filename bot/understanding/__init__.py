"""Understanding a message in its conversation; the front door of the package."""

from bot.understanding.context import Context
from bot.understanding.fixed import option_number
from bot.understanding.reading import understand
from bot.understanding.structure import (
    ANSWER,
    ASPECT_PREFIX,
    CALCULATE,
    CHOOSE,
    CLARIFY,
    CRISIS,
    GRIEF,
    HELPFUL,
    MISS,
    NOT_HELPFUL,
    RELATED,
    WHOLE,
    Act,
    Matter,
    Understanding,
)

__all__ = [
    "ANSWER",
    "ASPECT_PREFIX",
    "CALCULATE",
    "CHOOSE",
    "CLARIFY",
    "CRISIS",
    "GRIEF",
    "HELPFUL",
    "MISS",
    "NOT_HELPFUL",
    "RELATED",
    "WHOLE",
    "Act",
    "Context",
    "Matter",
    "Understanding",
    "option_number",
    "understand",
]
