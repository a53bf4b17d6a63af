"""Handover of conversations to people."""

from bot.handover.schemas import (
    Agent,
    Availability,
    NotYours,
    OutOfReach,
    QueuedConversation,
    QueuePosition,
    Standpoint,
    Summary,
)
from bot.handover.service import HandoverService

__all__ = [
    "Agent",
    "Availability",
    "HandoverService",
    "NotYours",
    "OutOfReach",
    "QueuePosition",
    "QueuedConversation",
    "Standpoint",
    "Summary",
]
