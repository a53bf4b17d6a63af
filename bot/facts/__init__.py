"""What people tell of their situation: read from their words, kept for the conversation, used in answers."""

from bot.facts.extraction import FactChanges, hear
from bot.facts.model import NO_FACTS, FactKind, Facts, LaborRole

__all__ = ["NO_FACTS", "FactChanges", "FactKind", "Facts", "LaborRole", "hear"]
