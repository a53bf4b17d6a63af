"""What people tell of their situation: read from their words, kept for the conversation, used in answers."""

from bot.facts.model import NO_FACTS, FactKind, Facts, Role
from bot.facts.reading import Heard, hear

__all__ = ["NO_FACTS", "FactKind", "Facts", "Heard", "Role", "hear"]
