"""Handover of conversations to people."""

from bot.handover.schemas import (
    NotYours,
    OutOfReach,
    Place,
    Staff,
    Standing,
    Standpoint,
    Summary,
    Waiting,
)
from bot.handover.service import HandoverService

__all__ = [
    "HandoverService",
    "NotYours",
    "OutOfReach",
    "Place",
    "Staff",
    "Standing",
    "Standpoint",
    "Summary",
    "Waiting",
]
