"""What people tell of their situation: read from their words, kept for the conversation, used in answers."""

from bot.facts.model import NO_FACTS, FactKind, Facts, LaborRole
from bot.facts.reading import FactChanges, hear

__all__ = ["NO_FACTS", "FactChanges", "FactKind", "Facts", "LaborRole", "hear"]
