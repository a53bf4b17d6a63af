"""Whether every answer fits into one message of every channel."""

from datetime import datetime

from bot.entry_card import faq_card
from connectors.facebook.rendering import LIMITS as FACEBOOK
from connectors.line.rendering import LIMITS as LINE
from connectors.telegram.rendering import LIMITS as TELEGRAM
from connectors.text import card_text, units
from knowledge.catalogue import Catalogue
from knowledge.errors import Problem
from knowledge.loader import KnowledgeBase

CHANNELS = {"facebook": FACEBOOK, "line": LINE, "telegram": TELEGRAM}


def channel_problems(base: KnowledgeBase, now: datetime) -> list[Problem]:
    """Answers, official or translated, that a channel would have to cut in two at ``now`` (local time)."""
    catalogue = Catalogue(base, 1)
    problems = []
    for item in base.located:
        languages = base.translations.languages(item.entry)
        for language in (None, *languages):
            view = catalogue.view(item.entry.id, now, language)
            length = units(card_text(faq_card(view, language))) if view else 0
            for channel, limits in CHANNELS.items():
                if length > limits.text:
                    field = f"{item.entry.id}.answer" + (f" ({language})" if language else "")
                    message = f"顯示時 {length} 字，{channel} 一則最多 {limits.text} 字：請縮短"
                    problems.append(Problem(item.file, item.line, field, message))
    return problems
